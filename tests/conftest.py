"""What holds for every test."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# a busy machine is slow, not wrong: properties are judged by their examples, never by the clock
settings.register_profile(
    "suite", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")
