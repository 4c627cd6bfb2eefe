"""The sandbox starts at once, stops cleanly, and says nothing of its own."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from adapter.sandbox import Faults, Store, running, serve

PROGRAM = """
import sys
from adapter.sandbox import Store, serve
with Store(sys.argv[1]) as store:
    serve(store, port=0, announce=lambda url: print(url, flush=True))
print("stopped")
"""


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_stopped_and_keeps_what_it_was_sent(
    tmp_path: Path, stop: signal.Signals
) -> None:
    path = tmp_path / "practice.db"
    command = [sys.executable, "-W", "error", "-c", PROGRAM, str(path)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert server.stdout
        url = server.stdout.readline().strip()
        patient = {"resourceType": "Patient", "id": "p1"}
        assert requests.put(f"{url}/Patient/p1", json=patient, timeout=30).status_code == 201
        server.send_signal(stop)
        said, complained = server.communicate(timeout=30)
    finally:
        server.kill()
    assert (server.returncode, said, complained) == (0, "stopped\n", "")
    with Store(path) as store:
        assert store.holds("Patient", "p1")


def test_a_port_that_is_taken_is_an_os_error() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        Store() as store,
        pytest.raises(OSError, match="in use"),
    ):
        serve(store, port=taken.getsockname()[1])


def test_it_runs_beside_the_code_that_uses_it_and_leaves_nothing_behind() -> None:
    before = threading.active_count()
    with running() as base_url:
        assert requests.get(f"{base_url}/metadata", timeout=10).ok
        assert base_url.startswith("http://127.0.0.1:")
    assert threading.active_count() == before
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{base_url}/metadata", timeout=10)


def test_it_stops_while_a_client_is_kept_hanging() -> None:
    faults = Faults()
    hang = faults.add("hang")
    with running(faults=faults) as base_url:
        address = urlsplit(base_url)
        client = socket.create_connection((address.hostname, address.port), timeout=30)
        client.sendall(b"GET /fhir/metadata HTTP/1.1\r\nHost: a\r\n\r\n")
        while not hang.happened:
            time.sleep(0.001)
    with client:
        assert client.recv(1) == b"", "closed, without an answer"


def test_two_can_run_side_by_side() -> None:
    with running() as one, running() as other:
        assert one != other
        assert all(requests.get(f"{url}/Patient", timeout=10).ok for url in (one, other))
