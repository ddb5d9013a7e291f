"""Dates and times by RFC 3339 and mail addresses by RFC 5321, to the letter.

As of jsonschema-rs 0.60 the judge's own checks of these formats take signs for digits
(``0-00-02-15`` passes for a date) and a name in front for a part of an address
(``Joe <joe@example.com>``), so it is given these instead. Its checks of the other formats are kept.
Where RFCs differ, they go by the younger one: a label of a ``hostname`` has ``--`` as its third and
fourth sign only if it is Punycode (RFC 5891, section 4.2.3.1).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from ipaddress import IPv6Address

_DATE = r"([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_TIME = (
    r"(?P<hour>[01][0-9]|2[0-3]):(?P<minute>[0-5][0-9]):(?P<second>[0-5][0-9]|60)(?:\.[0-9]+)?"
    r"(?:[Zz]|(?P<sign>[+-])(?P<hours>[01][0-9]|2[0-3]):(?P<minutes>[0-5][0-9]))"
)

_date = re.compile(_DATE).fullmatch
_time = re.compile(_TIME).fullmatch
_date_time = re.compile(f"{_DATE}[Tt]{_TIME}").fullmatch

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_OCTET = r"(?:25[0-5]|2[0-4][0-9]|[01]?[0-9]{1,2})"
_email = re.compile(
    rf"(?P<local>{_ATOM}(?:\.{_ATOM})*|\"(?:[ !#-\[\]-~]|\\[ -~])*\")"
    rf"@(?:(?P<domain>{_LABEL}(?:\.{_LABEL})*)"
    rf"|\[(?:{_OCTET}(?:\.{_OCTET}){{3}}|(?i:IPv6):(?P<ipv6>[0-9A-Fa-f:.]+))\])"
).fullmatch

_LONGEST_LOCAL_PART = 64
_LONGEST_DOMAIN = 255

_MINUTES_OF_DAY = 24 * 60
_SHORTEST_MONTH = "28"


def is_date(text: str) -> bool:
    """Whether a text is a day, such as ``2024-02-29``."""
    parts = _date(text)
    return parts is not None and _has_day(*parts.groups())


def is_time(text: str) -> bool:
    """Whether a text is a time of day with its offset from UTC."""
    parts = _time(text)
    return parts is not None and (parts["second"] != "60" or _may_leap(parts))


def is_date_time(text: str) -> bool:
    """Whether a text is a point in time, a possible leap second among them."""
    parts = _date_time(text)
    if parts is None or not _has_day(parts[1], parts[2], parts[3]):
        return False
    return parts["second"] != "60" or _may_leap(parts)


def is_email(text: str) -> bool:
    """Whether a text is a mail address (``Mailbox`` in RFC 5321), within the RFC's lengths."""
    parts = _email(text)
    if parts is None or len(parts["local"]) > _LONGEST_LOCAL_PART:
        return False
    if parts["ipv6"]:
        return _is_ipv6(parts["ipv6"])
    return len(parts["domain"] or "") <= _LONGEST_DOMAIN


def _is_ipv6(text: str) -> bool:
    try:
        IPv6Address(text)
    except ValueError:
        return False
    return True


def _has_day(year: str, month: str, day: str) -> bool:
    if day <= _SHORTEST_MONTH:
        return True
    # The year 0, which Python does not have, has the days of any other 400th year.
    known = "2000" if year == "0000" else year
    try:
        date(int(known), int(month), int(day))
    except ValueError:
        return False
    return True


def _may_leap(parts: re.Match[str]) -> bool:
    """Whether it is the last minute of a day in UTC, which alone can have 61 seconds."""
    minute = int(parts["hour"]) * 60 + int(parts["minute"])
    if parts["sign"]:
        minute -= int(parts["sign"] + "1") * (int(parts["hours"]) * 60 + int(parts["minutes"]))
    return minute % _MINUTES_OF_DAY == _MINUTES_OF_DAY - 1


FORMATS: Mapping[str, Callable[[str], bool]] = {
    "date": is_date,
    "date-time": is_date_time,
    "email": is_email,
    "time": is_time,
}
"""What decides about these formats, by the name that schemas have for it."""

_DAY = (
    r"(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    r"|02-(?:0[1-9]|1[0-9]|2[0-8]))"
)
_CLOCK = (
    r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?"
    r"(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)

_WORD = "[0-9A-Za-z]{1,20}"

SURE_FORMATS: Mapping[str, str] = {
    "date": f"^[0-9]{{4}}-{_DAY}$",
    "date-time": f"^[0-9]{{4}}-{_DAY}[Tt]{_CLOCK}$",
    "email": rf"^{_WORD}(?:[_.+-]{_WORD}){{0,2}}@{_LABEL}(?:\.{_LABEL}){{0,3}}$",
    "time": f"^{_CLOCK}$",
}
"""Patterns for the engines of judge and models, one for each of `FORMATS`: what matches has the
format. Of what does not, leap days and leap seconds among it, the functions decide."""
