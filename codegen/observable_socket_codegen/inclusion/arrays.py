"""Arrays: whether all of a clause are in another one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from observable_socket_codegen.inclusion.clauses import Arrays, Contains
from observable_socket_codegen.inclusion.failures import OTHERS, Failure
from observable_socket_codegen.inclusion.prover_port import Port
from observable_socket_codegen.ir import Json

_MOST = 1_000
"""Items of an array that is made to show something."""


def compare_arrays(port: Port, first: Arrays, second: Arrays) -> Iterator[Failure]:
    """Yield how arrays of the first clause may not be in the second one."""
    longest = _longest(port, first)
    if second.shortest > max([first.shortest, *(part.fewest for part in first.contains)]):
        shows = tuple(port.sampler.arrays(first, _lengths(first.shortest, second.shortest - 1)))
        few = (
            "empty arrays"
            if second.shortest == 1
            else f"arrays of fewer than {second.shortest} items"
        )
        yield Failure("count", few, shows, keyword="minItems")
    if second.longest is not None and (longest is None or longest > second.longest):
        wanted = max(second.longest + 1, first.shortest)
        shows = tuple(port.sampler.arrays(first, _lengths(wanted)))
        many = _more_than(second.longest)
        yield Failure("count", many, shows, keyword="maxItems")
    if second.unique and not first.unique and (longest is None or longest > 1):
        yield Failure("unique", "arrays that have an item twice", tuple(_twice(port, first)))
    yield from _items(port, first, second, longest)
    for part in second.contains:
        if not any(_implies(port, other, part) for other in first.contains) and not _all_fit(
            port, first, part
        ):
            bounds = "enough" if part.most is None else "the right number of"
            shows = (
                *port.sampler.arrays(first, _lengths(*range(first.shortest, 4))),
                *_containing(port, first, part),
            )
            yield Failure(
                "contains", f"arrays without {bounds} items that `contains` asks for", shows
            )


def _items(port: Port, first: Arrays, second: Arrays, longest: int | None) -> Iterator[Failure]:
    known = max(first.known, second.known)
    for index in range(known + 1):
        if longest is not None and index >= longest:
            return
        sent, taken = first.item(index), second.item(index)
        if port.normalizer.is_empty(sent):
            return
        token = OTHERS if index == known else index
        if port.normalizer.is_empty(taken):
            if second.longest is None or second.longest > index:
                shows = tuple(port.sampler.arrays(first, _lengths(index + 1)))
                yield Failure("count", _more_than(index), shows, keyword="items")
            return
        if second.longest is not None and index >= second.longest:
            return
        for failure in port.prove(sent, taken):
            yield failure.within(token, partial(_around, port, first, index))


def _more_than(count: int) -> str:
    return f"arrays of more than {count} item{'' if count == 1 else 's'}"


def _longest(port: Port, clause: Arrays) -> int | None:
    """Return how many items there can be, closed tails taken into account."""
    for index in range(clause.known + 1):
        if clause.longest is not None and index >= clause.longest:
            break
        if port.normalizer.is_empty(clause.item(index)):
            return index
    return clause.longest


def _implies(port: Port, first: Contains, second: Contains) -> bool:
    """Whether arrays that contain the one thing contain enough, and not too much, of another."""
    enough = second.fewest == 0 or (
        first.fewest >= second.fewest and not port.prove((first.schema,), (second.schema,))
    )
    few = second.most is None or (
        first.most is not None
        and first.most <= second.most
        and not port.prove((second.schema,), (first.schema,))
    )
    return enough and few


def _all_fit(port: Port, clause: Arrays, part: Contains) -> bool:
    if part.most is not None or clause.shortest < part.fewest:
        return part.most is None and part.fewest == 0
    return all(
        not port.prove(clause.item(index), (part.schema,)) for index in range(clause.known + 1)
    )


def _containing(port: Port, clause: Arrays, part: Contains) -> Iterator[Json]:
    """Yield arrays that contain something too rarely, or too often."""
    most = part.fewest if part.most is None else part.most
    for value in port.sampler.values((*clause.item(clause.known), part.schema)):
        for count in _lengths(part.fewest - 1, most + 1):
            yield [value] * count


def _twice(port: Port, clause: Arrays) -> Iterator[Json]:
    for value in port.sampler.values(clause.item(clause.known))[:3]:
        yield from _around(port, clause, clause.known + 1, value, (value,))
    for value in port.sampler.values((*clause.item(0), *clause.item(1)))[:3]:
        yield [value, value]


def _around(
    port: Port, clause: Arrays, index: int, value: Json, before: tuple[Json, ...] = ()
) -> Iterator[Json]:
    """Yield arrays that have an item at an index, as short as they can be."""
    length = max(clause.shortest, index + 1)
    for items in port.sampler.arrays(clause, _lengths(length, index + 1)):
        if isinstance(items, list) and index < len(items):
            start = index - len(before)
            yield [*items[:start], *before, value, *items[index + 1 :]]


def _lengths(*wanted: int) -> list[int]:
    return [length for length in dict.fromkeys(wanted) if 0 <= length <= _MOST]
