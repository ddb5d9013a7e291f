"""What the servers are asked to do, free of any wire format."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

Json = Any

RECORDS = 668  # about 153 bytes each, so 100 KB


@dataclass(frozen=True, order=True)
class Shape:
    """How many connections there are and how many requests are in flight on each."""

    connections: int
    in_flight: int

    @classmethod
    def parse(cls, text: str) -> Shape:
        """Read ``50x8``.

        Raises:
            ValueError: The text is something else.
        """
        match = re.fullmatch(r"([1-9][0-9]{0,3})x([1-9][0-9]{0,2})", text)
        if match is None:
            raise ValueError(f"{text!r} is not CONNECTIONSxIN_FLIGHT, such as 50x8")
        return cls(int(match[1]), int(match[2]))

    def __str__(self) -> str:
        return f"{self.connections}x{self.in_flight}"


@dataclass(frozen=True, eq=False)
class Work:
    """One kind of request.

    Attributes:
        name: The name used on the command line and in the results.
        title: What a reader of the table sees.
        route: The path on the wire, or what each server's own dialect makes of it.
        payload: The request payload.
        expected: The reply payload.
        shapes: The shapes that a full run measures.
    """

    name: str
    title: str
    route: str
    payload: Json
    expected: Json
    shapes: tuple[Shape, ...] = field(repr=False)


def _article() -> Json:
    return {
        "id": "6f1c2f0e-3b6c-4a8e-9c55-0b8f8d0f7a11",
        "slug": "tides-of-the-northern-channel",
        "title": "Tides of the northern channel",
        "subtitle": None,
        "body": "The ferry left at six, an hour before the water turned. " * 6,
        "language": "en",
        "state": "published",
        "author": {
            "id": 4711,
            "name": "Ines Okafor",
            "email": "ines@news.example",
            "joined": "2021-03-14T08:00:00Z",
            "roles": ["writer", "editor"],
        },
        "tags": ["sea", "travel", "weather", "north"],
        "sections": [
            {"heading": "Departure", "words": 412},
            {"heading": "The strait", "words": 655},
            {"heading": "Landfall", "words": 298},
        ],
        "published": "2026-01-05T09:30:00Z",
        "updated": "2026-02-11T17:45:12Z",
        "views": 18230,
        "rating": 4.5,
        "featured": True,
    }


def _record(number: int) -> Json:
    return {
        "id": 100_000 + number,
        "name": f"Sensor {number:04d} on the quay",
        "city": "Port Ellery",
        "seen": f"2026-01-{number % 28 + 1:02d}T{number % 24:02d}:15:00Z",
        "active": number % 3 != 0,
        "value": number + 0.25,
        "labels": ["salt", "depth"],
    }


def _works() -> tuple[Work, ...]:
    small = tuple(Shape(*shape) for shape in ((1, 1), (1, 64), (50, 1), (50, 8), (500, 1)))
    article = _article()
    records = {"records": [_record(number) for number in range(RECORDS)]}
    return (
        Work("sum", "sum of four numbers", "math/sum", [1, 2, 3, 4], {"sum": 10}, small),
        Work(
            "article",
            "article of 15 fields, both ways",
            "articles/read",
            article,
            article | {"views": article["views"] + 1},
            small,
        ),
        Work("records", "100 KB, both ways", "records/store", records, records, (Shape(8, 1),)),
    )


WORKS = _works()


def work_named(name: str) -> Work:
    """The work of that name.

    Raises:
        KeyError: There is none.
    """
    return {work.name: work for work in WORKS}[name]
