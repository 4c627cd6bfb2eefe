"""The worked exchange is what goes over the wire, and nothing in it that could be wrong without notice."""

from __future__ import annotations

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests

from adapter.sandbox.serve import running
from docs import exchange_page, exchange_recorded
from docs.exchange_recorded import Recorded
from docs.wire_recorder import recording
from profiles import wire
from profiles.check import check
from profiles.wire import Resource

PAGE = exchange_page.PAGE.read_text("utf-8")


@pytest.fixture(scope="module")
def found() -> Recorded:
    return exchange_recorded.recorded()


def test_a_recorder_keeps_what_both_sides_say() -> None:
    with running() as url, recording(url, shown_as="https://shown.example") as recorder:
        answer = requests.get(f"{recorder.url}/metadata", headers={"X-Request-ID": "one"}, timeout=10)
        (exchange,) = recorder.take()
        own = recorder.url.removesuffix("/fhir").encode()
    assert exchange.request.first == "GET /fhir/metadata HTTP/1.1"
    assert exchange.request.header("x-request-id") == "one"
    assert exchange.response.first == "HTTP/1.1 200 OK"
    assert exchange.response.header("Content-Type") == answer.headers["Content-Type"]
    assert exchange.response.body == answer.content.replace(own, b"https://shown.example")
    assert recorder.take() == []


def test_a_recorder_passes_on_what_comes_in_chunks_and_keeps_it_whole() -> None:
    class InChunks(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"5;an=extension\r\nmind \r\n8\r\nthe gap.\r\n0\r\nA-Trailer: one\r\n\r\n")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), InChunks) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        with recording(url, shown_as="https://shown.example") as recorder, requests.Session() as session:
            answers = [session.get(f"{recorder.url}/{path}", timeout=10) for path in ("one", "two")]
            kept = recorder.take()
        server.shutdown()
    assert [answer.text for answer in answers] == ["mind the gap.", "mind the gap."]
    assert [exchange.response.body for exchange in kept] == [b"mind the gap.", b"mind the gap."]


def test_everything_that_is_filed_on_the_page_meets_its_profile(found: Recorded) -> None:
    filed: list[Resource] = [
        entry["resource"]
        for exchange in (found.first[3], *(one for one in found.update if "POST /fhir " in one.request.first))
        for entry in wire.loads(exchange.request.body)["entry"]
    ]
    assert len(filed) == 10
    assert [issue for one in filed for issue in check(one).issues if issue.severity == "error"] == []


def test_what_the_practice_added_goes_back_with_the_update(found: Recorded) -> None:
    (update,) = (one for one in found.update if "POST /fhir " in one.request.first)
    goal = wire.loads(update.request.body)["entry"][0]["resource"]
    assert goal["note"] == [{"text": "Has new walking shoes, and a stick."}]


def test_the_transaction_is_shown_in_full(found: Recorded) -> None:
    assert wire.pretty(wire.loads(found.first[3].request.body)).rstrip() in PAGE


def test_every_step_is_in_the_list_of_steps() -> None:
    titles = re.findall(r"^## (\d+)\. (.+)$", PAGE, re.MULTILINE)
    assert [int(number) for number, _ in titles] == list(range(1, len(titles) + 1))
    for number, title in titles:
        anchor = re.sub(r"[^\w -]", "", f"{number} {title}").lower().replace(" ", "-")
        assert f"(#{anchor})" in PAGE


def test_a_page_without_one_of_the_blocks_is_not_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: Recorded
) -> None:
    page = tmp_path / "exchange.md"
    page.write_text(PAGE.replace("<!-- recorded: filing -->", ""), "utf-8")
    monkeypatch.setattr(exchange_page, "PAGE", page)
    monkeypatch.setattr(exchange_recorded, "recorded", lambda: found)
    with pytest.raises(ValueError, match=r"exchange\.md: has "):
        exchange_page.pages()
