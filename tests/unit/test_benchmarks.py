"""The arithmetic and the judgement of the benchmarks; the figures are not tested here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from benchmarks import __main__ as benchmarks_main
from benchmarks import chart, report, rounds
from benchmarks.__main__ import main
from benchmarks.catalog import BASELINES, SERVERS, Server, server_named
from benchmarks.dialects import ECHO, OBSERVABLE, SOCKET_IO, TOKEN
from benchmarks.loadtool import Measured
from benchmarks.rounds import Plan
from benchmarks.work import WORKS, Shape, work_named

OURS = "fastapi_observable_socket.uvicorn:ObservableProtocol"


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


def test_the_chart_is_drawn_for_light_and_for_dark_pages() -> None:
    drawn = chart.svg(results(ours=[window(10)], legacy=[window(20)], echo=[window(5)]))
    light, dark = drawn.split("@media (prefers-color-scheme: dark)")
    assert "fill" in light
    assert "fill" in dark.split("</style>")[0]


def plan(*arguments: str) -> Plan:
    return benchmarks_main._plan(benchmarks_main._arguments(list(arguments)))


def test_a_whole_run_measures_all_that_is_to_be_compared() -> None:
    whole = plan()
    names = {server.name for server in whole.servers}
    classes = {server.websocket_class for server in whole.servers if server.module == "ours"}
    assert classes == {"websockets-sansio", "websockets", "wsproto", OURS}
    assert names > {"1.1.1", "asgi-echo", "picows-echo", "ours", "ours-fast", "ours-asgi"}
    assert names > {"websocket-rpc", "ws-router", "chanx", "socket-io"}
    cells = {(work.name, str(shape)) for work, shape in whole.cells}
    shapes = ("1x1", "1x64", "50x1", "50x8", "500x1")
    assert cells > {(work, shape) for work in ("sum", "article") for shape in shapes}
    assert {work for work, _ in cells} == {"sum", "article", "records"}
    assert (whole.idle, {"ours", "1.1.1"} <= {server.name for server in whole.alone}) == (
        5000,
        True,
    )


def test_every_server_is_compared_with_1_1_1_and_with_bare_echoes() -> None:
    assert set(BASELINES) == {"1.1.1", "asgi-echo", "picows-echo"}
    text = report.text(results(ours=[window(10)], legacy=[window(20)], echo=[window(5)]))
    heading = next(line for line in text.splitlines() if "p50 ms" in line)
    assert all(f"x {name}" in heading for name in BASELINES)
    for column in ("CPU us", "req/s", "p50 ms", "p99 ms"):
        assert column in heading


def test_a_round_takes_each_server_once_with_a_process_and_an_environment_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken: list[tuple[str, str]] = []

    @contextmanager
    def serve(server: Server, interpreter: Path) -> Iterator[str]:
        taken.append((server.name, interpreter.name))
        yield server.name

    def measure(_tool: Path, running: str, *_: Any) -> Measured:
        assert taken[-1][0] == running
        return Measured.void("not measured")

    monkeypatch.setattr(rounds, "serve", serve)
    monkeypatch.setattr(rounds, "measure", measure)
    given = plan("--servers", "ours,1.1.1,asgi-echo", "--work", "sum", "--shape", "1x1")
    interpreters = {
        server.name: Path(f"python of {server.environment}") for server in given.servers
    }
    list(rounds.load(replace(given, rounds=3), interpreters, Path("tool")))
    one_round = [
        ("ours", "python of ours"),
        ("1.1.1", "python of legacy"),
        ("asgi-echo", "python of asgi-echo"),
    ]
    assert taken == one_round * 3


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
