"""The arithmetic and the judgement of the benchmarks; the figures are not tested here."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

import pytest
from benchmarks import chart, report
from benchmarks.__main__ import main
from benchmarks.catalog import SERVERS, server_named
from benchmarks.dialects import ECHO, OBSERVABLE, SOCKET_IO, TOKEN
from benchmarks.work import WORKS, Shape, work_named


def window(cpu: float, error: str | None = None, busy: float = 0.2) -> dict[str, Any]:
    return {
        "requests_per_second": 1e6 / cpu,
        "cpu_us": cpu,
        "p50_us": 10.0,
        "p99_us": 20.0,
        "load_busy": busy,
        "server_busy": 0.99,
        "error": error,
    }


def results(**rounds: list[dict[str, Any]]) -> dict[str, Any]:
    names = {"ours": "ours", "legacy": "1.1.1", "echo": "asgi-echo"}
    load = [
        {"work": "sum", "shape": "50x1", "server": names[name], "rounds": given}
        for name, given in rounds.items()
    ]
    return {
        "machine": {"cpu": "a <fast> one"},
        "python": "3.13.0",
        "settings": {"rounds": 3, "seconds": 1.0},
        "works": {"sum": "sum of four numbers"},
        "servers": {server.name: {"title": server.title} for server in SERVERS},
        "load": load,
        "idle": [],
        "alone": [],
    }


def test_a_ratio_is_taken_between_windows_of_the_same_round() -> None:
    ours = {"rounds": [window(10), window(100), window(12)]}
    legacy = {"rounds": [window(20), window(200), window(36)]}
    assert report.ratio(ours, legacy) == 2


def test_one_wrong_window_takes_the_ratio_away() -> None:
    ours = {"rounds": [window(10), window(10, error="3 lost")]}
    legacy = {"rounds": [window(20), window(20)]}
    assert report.ratio(ours, legacy) is None


def test_a_void_series_is_named_with_its_reason() -> None:
    text = report.text(results(ours=[window(10, error="1 different")], legacy=[window(20)]))
    assert "VOID load sum 50x1 ours: 1 different" in text


def test_a_busy_load_tool_is_reported() -> None:
    assert "load tool at its limit" in report.text(results(ours=[window(5, busy=0.97)]))


def test_the_chart_is_well_formed_and_leaves_void_series_out() -> None:
    drawn = chart.svg(
        results(ours=[window(10)], legacy=[window(20)], echo=[window(5, error="2 lost")])
    )
    texts = ["".join(node.itertext()) for node in ElementTree.fromstring(drawn).iter()]
    assert "10.0 µs · 2.0x" in texts
    assert "this package" in texts
    assert "bare ASGI echo" not in texts


@pytest.mark.parametrize("work", WORKS, ids=lambda work: work.name)
@pytest.mark.parametrize("server", SERVERS, ids=lambda server: server.name)
def test_each_request_carries_the_token_once(server: Any, work: Any) -> None:
    assert server.dialect.request(work).count(TOKEN) == 1


def test_a_reply_with_another_payload_is_wrong() -> None:
    work = work_named("sum")
    reply = {"uuid": "bench-1", "status": 200, "headers": {}, "payload": {"sum": 10}}
    assert OBSERVABLE.is_right(work, json.dumps(reply))
    assert not OBSERVABLE.is_right(work, json.dumps(reply | {"payload": {"sum": 11}}))
    assert not OBSERVABLE.is_right(work, json.dumps(reply | {"status": 500}))
    assert not OBSERVABLE.is_right(work, "Internal Server Error")


def test_an_acknowledgement_is_read_behind_its_packet_number() -> None:
    assert SOCKET_IO.is_right(work_named("sum"), f'43{TOKEN}[{{"sum":10}}]')


def test_an_echo_must_give_back_the_payload_itself() -> None:
    work = work_named("article")
    assert ECHO.is_right(work, ECHO.request(work))
    assert not OBSERVABLE.is_right(work, ECHO.request(work))


@pytest.mark.parametrize("text", ["50", "0x1", "ax1", "1x5000", "50x1x1"])
def test_a_shape_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="CONNECTIONSxIN_FLIGHT"):
        Shape.parse(text)


def test_an_unknown_server_ends_the_run_before_anything_is_installed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--servers", "nginx"]) == 2
    assert "nginx" in capsys.readouterr().err


def test_uvicorn_is_told_which_websocket_class_to_use() -> None:
    command = server_named("ours-wsproto").command(8000)
    assert command[command.index("--ws") + 1] == "wsproto"
