"""Points in time and days: read as RFC 3339 has them, written as they came."""

from __future__ import annotations

import copy
import json
import pickle
import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from fastapi_observable_socket import Date, DateTime, WireDate, WireDatetime
from fastapi_observable_socket.routing.values.formats import FORMATS, SURE_FORMATS
from fastapi_observable_socket.routing.values.judge import Judge

MOMENTS: TypeAdapter[Any] = TypeAdapter(DateTime)
DAYS: TypeAdapter[Any] = TypeAdapter(Date)


def number(most: int, digits: int = 2) -> st.SearchStrategy[str]:
    return st.integers(0, most).map(lambda one: f"{one:0{digits}d}")


def text_of(*parts: st.SearchStrategy[str] | str) -> st.SearchStrategy[str]:
    return st.tuples(*(st.just(one) if isinstance(one, str) else one for one in parts)).map("".join)


years = st.sampled_from(["0000", "0001", "0400", "1900", "2000", "2023", "2024", "9999"])
days = text_of(years, "-", number(13), "-", number(32))
fractions = st.sampled_from(["", ".0", ".123", ".000000", ".123456", ".123450", ".123456789"])
offsets = st.one_of(
    st.sampled_from(["Z", "z", "", "+00:00", "-00:00", "+05:30", "-23:59", "+24:00"]),
    text_of(st.sampled_from("+-"), number(24), ":", number(60)),
)
times = text_of(number(24), ":", number(60), ":", number(61), fractions, offsets)
moments = text_of(days, st.sampled_from("Tt "), times)


@given(moments)
@example("2024-02-29T12:00:00Z")
@example("2016-12-31T23:59:60Z")
@example("2017-01-01T00:59:60.5+01:00")
@example("0000-01-01T00:00:00Z")
@example("0001-01-01T00:00:00+05:00")
@example("9999-12-31T23:59:59.999999Z")
@example("2026-01-05T09:30:00.123Z")
def test_points_in_time_are_read_by_rfc_3339_and_written_as_they_came(text: str) -> None:
    fits = FORMATS["date-time"](text)
    for strict in (False, True):
        try:
            value = MOMENTS.validate_json(json.dumps(text), strict=strict)
        except ValidationError:
            assert not fits
        else:
            assert fits
            assert value.tzinfo is not None
            assert MOMENTS.dump_python(value, mode="json") == text
            assert MOMENTS.dump_json(value) == json.dumps(text).encode()


@given(days)
@example("2024-02-29")
@example("0000-02-29")
def test_days_are_read_by_rfc_3339_and_written_as_they_came(text: str) -> None:
    fits = FORMATS["date"](text)
    try:
        value = DAYS.validate_json(json.dumps(text), strict=True)
    except ValidationError:
        assert not fits
    else:
        assert fits
        assert DAYS.dump_json(value) == json.dumps(text).encode()


@pytest.mark.parametrize(
    ("format_", "texts"), [("date", days), ("date-time", moments), ("time", times)]
)
def test_what_has_a_format_for_sure_has_it(format_: str, texts: st.SearchStrategy[str]) -> None:
    @given(texts)
    def check(text: str) -> None:
        assert not re.search(SURE_FORMATS[format_], text) or FORMATS[format_](text)

    check()


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "format": "date-time"},
        {"format": "date-time", "pattern": "^2", "allOf": [{"maxLength": 30}]},
        {"not": {"format": "date-time"}},
        {"oneOf": [{"format": "date-time"}, {"format": "date"}]},
        {"properties": {"format": {"format": "date"}, "enum": {"format": "time"}}},
        {"if": {"format": "date"}, "then": {"maxLength": 10}, "else": {"minLength": 11}},
        {"const": {"format": "date-time"}},
    ],
)
def test_judges_know_formats_wherever_these_stand(schema: dict[str, Any]) -> None:
    judge = Judge({"It": schema}, "It", 32)
    leap = "2016-12-31T23:59:60Z"
    for text in (leap, "2024-02-29", "2026-01-05T09:30:00Z", "2026-02-30", "09:30:00Z", "x"):
        for data in (text, {"format": text}, {"enum": text}):
            assert judge.accepts(data) == (not judge.errors(data, "")), data
    assert judge.accepts({"format": "date-time"}) == (not judge.errors({"format": "date-time"}, ""))


def test_python_has_its_own_type_for_what_its_own_type_keeps() -> None:
    assert type(MOMENTS.validate_python("2026-01-05T09:30:00Z")) is datetime
    assert type(MOMENTS.validate_python("2026-01-05T09:30:00.123456Z")) is datetime
    assert type(MOMENTS.validate_python("2026-01-05T09:30:00.123Z")) is WireDatetime
    assert type(DAYS.validate_python("2026-01-05")) is date
    assert type(DAYS.validate_python("0000-01-05")) is WireDate


def test_what_keeps_its_text_keeps_it_in_copies_but_not_in_what_is_calculated_from_it() -> None:
    value = MOMENTS.validate_python("2026-01-05T09:30:00.123Z")
    for same in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert (same, same.text) == (value, "2026-01-05T09:30:00.123Z")
    later = value + timedelta(seconds=1)
    assert MOMENTS.dump_python(later, mode="json") == "2026-01-05T09:30:01.123000Z"
    assert pickle.loads(pickle.dumps(later)) == later


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime(2026, 1, 5, tzinfo=UTC), "2026-01-05T00:00:00Z"),
        (datetime(1, 1, 5, 0, 0, 0, 5, tzinfo=UTC), "0001-01-05T00:00:00.000005Z"),
        (datetime(2026, 1, 5, tzinfo=timezone(timedelta(0), "X")), "2026-01-05T00:00:00Z"),
        (
            datetime(2026, 1, 5, tzinfo=timezone(timedelta(hours=-5, minutes=-30))),
            "2026-01-05T00:00:00-05:30",
        ),
    ],
)
def test_points_in_time_that_are_made_in_python_are_written_by_rfc_3339(
    value: datetime, text: str
) -> None:
    assert MOMENTS.validate_python(value) is value
    assert MOMENTS.dump_python(value, mode="json") == text


@pytest.mark.parametrize("value", [datetime(2026, 1, 5), 5, b"2026-01-05T09:30:00Z", None, ""])  # noqa: DTZ001 - that is the point
def test_what_is_no_point_in_time_is_refused_with_one_error(value: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        MOMENTS.validate_python(value)
    assert [(one["loc"], one["type"]) for one in caught.value.errors()] == [((), "date-time")]
