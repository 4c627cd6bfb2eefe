"""What decides beside the records what is written: settings, address, mapping and program, as one digest."""

from __future__ import annotations

from importlib.metadata import version

from adapter.settings import Settings
from profiles import wire
from profiles.definitions import MAPPING_VERSION


def basis(settings: Settings, endpoint: str) -> str:
    """Two pushes of the same records write, or hold, the same where this is the same (SHA-256).

    Under the endpoint's name may be another server than before, which has nothing of what was filed.
    """
    at = settings.endpoints.get(endpoint)
    return wire.digest(
        [
            MAPPING_VERSION,
            version("fhir-vgc"),
            settings.codes.model_dump(mode="json"),
            str(settings.similar_notes),
            at.url if at else endpoint,
        ]
    )
