"""Formats whose checks are our own: what has them, and what has them without any doubt."""

from __future__ import annotations

import json
from typing import Annotated

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from fastapi_observable_socket.routing.values.formats import FORMATS, SURE_FORMATS, is_email
from fastapi_observable_socket.routing.values.wire_types import SURE_TEXTS, Format
from observable_socket_codegen.emitters.pydantic_models.scalars import SURE_FORMATS as GENERATED


@pytest.mark.parametrize("format_", FORMATS)
def test_what_matches_the_pattern_of_a_format_has_that_format(format_: str) -> None:
    @settings(max_examples=200, deadline=None, database=None, derandomize=True)
    @given(st.from_regex(SURE_FORMATS[format_], fullmatch=True))
    def check(text: str) -> None:
        assert FORMATS[format_](text)

    check()


def test_the_generator_knows_the_formats_that_models_know() -> None:
    assert SURE_TEXTS.keys() == GENERATED


@pytest.mark.parametrize("format_", SURE_TEXTS)
def test_what_a_model_takes_for_a_format_is_of_that_format(format_: str) -> None:
    judge = jsonschema_rs.Draft202012Validator(
        {"format": format_}, validate_formats=True, formats=dict(FORMATS)
    )

    @settings(max_examples=100, deadline=None, database=None, derandomize=True)
    @given(st.from_regex(SURE_TEXTS[format_], fullmatch=True))
    def check(text: str) -> None:
        assert judge.is_valid(text)

    check()


@pytest.mark.parametrize(
    ("format_", "texts"),
    [
        ("duration", ["P1Y2M3DT4H5M6S", "PT15M", "P2W"]),
        ("email", ["joe.bloggs@example.com", "a-b+c@x.co.uk"]),
        ("hostname", ["example.com", "a", "my-host.internal"]),
        ("ipv4", ["127.0.0.1"]),
        ("json-pointer", ["", "/a/0/~1"]),
        ("time", ["12:00:00Z", "12:00:00.5+02:00"]),
        ("uri", ["https://example.com:8080/a/b?c=d#e", "urn:isbn:1", "mailto:a@b.c"]),
        ("uri-reference", ["", "/a/b?c", "#d", "../x", "https://example.com/"]),
        ("uuid", ["2EB8AA08-AA98-11EA-B4AA-73B441D16380"]),
    ],
)
def test_models_know_the_usual_texts_of_a_format(format_: str, texts: list[str]) -> None:
    reader = TypeAdapter(Annotated[str, Format(format_)])
    for text in texts:
        assert reader.validate_json(json.dumps(text), strict=True) == text
    with pytest.raises(ValidationError):
        reader.validate_json('"a b"', strict=True)


@pytest.mark.parametrize(
    "address",
    [
        "a@b",
        "joe.bloggs@example.com",
        "!#$%&'*+-/=?^_`{|}~@x.y",
        '"a b"@x.y',
        '""@x',
        '"\\ \\""@x',
        '"a@b"@x',
        "a@1.2.3.4",
        "a@[1.2.3.4]",
        "a@[IPv6:::1]",
        "a@[ipv6:1:2::7.8.9.10]",
        f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 63}.{'e' * 63}",
    ],
)
def test_mail_addresses_are_those_of_rfc_5321(address: str) -> None:
    assert is_email(address)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "@b",
        "a@",
        "a@b@c",
        ".a@b",
        "a.@b",
        "a..b@c",
        "a b@c",
        "Joe <joe@example.com>",
        '"Joe Bloggs" <joe@example.com>',
        '"a\tb"@x',
        '"a"b@x',
        '"a@x',
        '"é"@x',
        "é@x",
        "a@é",
        "a@-b",
        "a@b-",
        "a@.b",
        "a@b.",
        "a@b..c",
        "a@b_c",
        "a@b\n",
        "a@[]",
        "a@[1.2.3]",
        "a@[1.2.3.256]",
        "a@[IPv6:1::2::3]",
        "a@[IPv6:::1%eth0]",
        "a@[x:y]",
        f"{'a' * 65}@b",
        f"a@{'b' * 64}",
        f"a@{'.'.join(['b' * 63] * 5)}",
    ],
)
def test_what_is_no_mail_address_is_refused(text: str) -> None:
    assert not is_email(text)
