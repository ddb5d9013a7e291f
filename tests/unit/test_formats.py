"""Formats whose checks are our own: what has them, and what has them without any doubt."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fastapi_observable_socket.routing.formats import FORMATS, SURE_FORMATS, is_email


@pytest.mark.parametrize("format_", FORMATS)
def test_what_matches_the_pattern_of_a_format_has_that_format(format_: str) -> None:
    @settings(max_examples=200, deadline=None, database=None, derandomize=True)
    @given(st.from_regex(SURE_FORMATS[format_], fullmatch=True))
    def check(text: str) -> None:
        assert FORMATS[format_](text)

    check()


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
