"""A failure is one line in the log, and that line is safe to print."""

from __future__ import annotations

import logging

import pytest
from pydantic import BaseModel, ValidationError

from fastapi_observable_socket.failures import MAX_CHARACTERS, log_failure, log_text


class MuteError(Exception):
    def __str__(self) -> str:
        raise ValueError("no words")


def raised(error: BaseException) -> BaseException:
    def inner() -> None:
        raise error

    with pytest.raises(type(error)) as caught:
        inner()
    return caught.value


def test_a_line_says_what_failed_why_and_where(caplog: pytest.LogCaptureFixture) -> None:
    log_failure("c1: request 5 on 'r' failed", raised(KeyError("id")))
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    line = record.getMessage()
    assert line.startswith("c1: request 5 on 'r' failed: KeyError: 'id' (at test_failures.py:")
    assert line.endswith(" inner)")


def test_the_traceback_is_written_where_the_logger_is_set_to_debug(
    caplog: pytest.LogCaptureFixture,
) -> None:
    error = raised(KeyError("id"))
    log_failure("it failed", error)
    with caplog.at_level(logging.DEBUG, "fastapi_observable_socket"):
        log_failure("it failed", error)
    without, with_traceback = caplog.records
    assert without.exc_info is None
    assert with_traceback.exc_info is not None
    assert with_traceback.exc_info[1] is error


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (RuntimeError("a\nERROR: b\x1b[31m\u2028"), "RuntimeError: a\\nERROR: b\\x1b[31m\\u2028"),
        (RuntimeError("\ud800"), "RuntimeError: \\ud800"),
        (MuteError(), "MuteError"),
        (
            ExceptionGroup("g", [ValueError("x"), KeyError("y")]),
            "ExceptionGroup of ValueError: x; KeyError: 'y'",
        ),
    ],
)
def test_the_words_of_an_exception_are_made_printable(error: Exception, text: str) -> None:
    assert log_text(error) == text


def test_long_words_are_cut() -> None:
    assert len(log_text(RuntimeError("x" * 10_000))) < MAX_CHARACTERS + 50


def test_of_a_pydantic_error_places_are_told_and_no_values() -> None:
    class Model(BaseModel):
        token: int

    with pytest.raises(ValidationError) as caught:
        Model.model_validate({"token": "secret"})
    assert log_text(caught.value).startswith("ValidationError: token int_parsing (at ")
    group = ExceptionGroup("g", [caught.value])
    assert log_text(group) == "ExceptionGroup of ValidationError: token int_parsing"


def test_only_the_innermost_calls_are_named() -> None:
    def descend(levels: int) -> None:
        if levels:
            descend(levels - 1)
        raise RuntimeError("deep")

    with pytest.raises(RuntimeError) as caught:
        descend(50)
    assert log_text(caught.value).count("descend") == 4
