"""Objects: whether all of a clause are in another one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice, product

from observable_socket_codegen.inclusion.clauses import Layer, Objects
from observable_socket_codegen.inclusion.failures import OTHERS, Failure
from observable_socket_codegen.inclusion.member_names import Names, listed_names, names_of
from observable_socket_codegen.inclusion.normal import Normalizer
from observable_socket_codegen.inclusion.prover_port import Port
from observable_socket_codegen.inclusion.samples import new_names
from observable_socket_codegen.inclusion.universe import Conj, Schema
from observable_socket_codegen.ir import Json
from observable_socket_codegen.regular.languages import words

_MOST_COMBINATIONS = 64


def compare_objects(port: Port, first: Objects, second: Objects) -> Iterator[Failure]:
    """Yield how objects of the first clause may not be in the second one."""
    yield from _required(port, first, second)
    yield from _declared(port, first, second)
    yield from _other_members(port, first, second)
    yield from _size(port, first, second)


def is_declared(normalizer: Normalizer, clause: Objects, name: str) -> bool:
    """Whether somebody who keeps to what is written may send a member of that name.

    An open object may have any member. But where it lists its properties, and says nothing about
    others, nobody who knows only the schema has a reason to send one that is not listed.
    """
    if name in clause.required or not any(layer.declares for layer in clause.layers):
        return True
    conj = normalizer.member(clause, name)
    return bool(conj) or any(name in layer.properties for layer in clause.layers)


def _required(port: Port, first: Objects, second: Objects) -> Iterator[Failure]:
    for name in sorted(second.required - first.required):
        whole = [dict(o) for o in islice(port.sampler.objects(first), 6)]
        without = tuple({n: v for n, v in o.items() if n != name} for o in whole)
        yield Failure("required", f"an object without `{name}`", without)


def _declared(port: Port, first: Objects, second: Objects) -> Iterator[Failure]:
    for name in {**first.declared, **second.declared}:
        if not port.as_written or is_declared(port.normalizer, first, name):
            yield from _member(port, first, second, name)


def _member(port: Port, first: Objects, second: Objects, name: str) -> Iterator[Failure]:
    sent = port.normalizer.member(first, name)
    if port.normalizer.is_empty(sent):
        return
    taken = port.normalizer.member(second, name)
    if port.normalizer.is_empty(taken):
        values = port.sampler.values(sent)[:3]
        with_it = tuple(o for value in values for o in _around(port, first, name, value))
        yield Failure("members", f"a member `{name}`", with_it)
        return
    for failure in port.prove(sent, taken):
        yield failure.within(name, partial(_around, port, first, name))


def _other_members(port: Port, first: Objects, second: Objects) -> Iterator[Failure]:
    """Look at members that neither side names, by the patterns that their names may match."""
    declared = {**first.declared, **second.declared}
    listed = listed_names(port.normalizer, first)
    if listed is not None:
        for name in listed:
            if name not in declared:
                yield from _member(port, first, second, name)
        return
    for chosen in islice(product(*map(_choices, first.layers)), _MOST_COMBINATIONS):
        matched = {pattern for pattern, _, _ in chosen if pattern is not None}
        missed = {pattern for _, _, patterns in chosen for pattern in patterns}
        sent: Conj = tuple(schema for _, schema, _ in chosen)
        if matched & missed or port.normalizer.is_empty(sent):
            continue
        texts = names_of(port.normalizer, first, matched, missed)
        names = Names(port.universe, texts, tuple(declared))
        if not names.is_empty:
            yield from _cell(port, first, second, names, sent)
            yield from _names(port, first, second, matched)


def _cell(
    port: Port, first: Objects, second: Objects, names: Names, sent: Conj
) -> Iterator[Failure]:
    """Look at the members whose names match the same patterns."""
    taken = tuple(schema for layer in second.layers for schema in names.may_apply(layer))
    outside = [name for layer in second.layers for name in names.outside(layer)]
    shown = [*outside, *new_names(first), *_matching(second)]
    if port.normalizer.is_empty(taken):
        shows = tuple(
            o
            for value in port.sampler.values(sent)[:2]
            for name in shown
            for o in _around(port, first, name, value)
        )
        yield Failure("members", "a member that is not declared", shows)
        return
    for failure in port.prove(sent, taken):
        yield failure.within(OTHERS, partial(_with_any_name, port, first, shown))


def _choices(layer: Layer) -> Iterator[tuple[str | None, Schema, tuple[str, ...]]]:
    """Yield what may apply to a name: a pattern that it matches, or what is for all others."""
    yield None, layer.others, tuple(layer.patterns)
    for pattern, schema in layer.patterns.items():
        yield pattern, schema, ()


def _names(port: Port, first: Objects, second: Objects, matched: set[str]) -> Iterator[Failure]:
    if not second.names:
        return
    piece = port.universe.piece
    some: Conj = (piece({"type": "string"}), *(piece({"pattern": p}) for p in sorted(matched)))
    for failure in port.prove((*some, *first.names), second.names):
        shows = tuple(
            o
            for name in failure.values
            for value in port.sampler.values(port.normalizer.member(first, str(name)))[:1]
            for o in _around(port, first, str(name), value)
        )
        yield Failure("names", f"a member whose name is one of {failure.subject}", shows)


def _size(port: Port, first: Objects, second: Objects) -> Iterator[Failure]:
    if second.fewest > max(first.fewest, len(first.required)):
        shows: tuple[Json, ...] = tuple(islice(port.sampler.objects(first), 3))
        yield Failure(
            "size",
            f"objects with fewer than {second.fewest} members",
            shows,
            keyword="minProperties",
        )
    if second.most is None:
        return
    most = first.most
    if most is None and any(layer.others is False and not layer.patterns for layer in first.layers):
        most = len(first.declared)
    if most is None or most > second.most:
        shows = tuple(_large(port, first, second.most + 1))
        yield Failure(
            "size", f"objects with more than {second.most} members", shows, keyword="maxProperties"
        )


def _large(port: Port, clause: Objects, count: int) -> Iterator[Json]:
    members = dict(port.sampler.smallest(clause) or {})
    for name in (*clause.declared, *(f"m{index}" for index in range(min(count, 1_000)))):
        if len(members) >= count:
            break
        for value in port.sampler.values(port.normalizer.member(clause, name))[:1]:
            members.setdefault(name, value)
    yield members


def _matching(clause: Objects) -> Iterator[str]:
    for layer in clause.layers:
        for pattern in layer.patterns:
            yield from words(frozenset({pattern}))


def _with_any_name(
    port: Port, clause: Objects, names: Sequence[str], value: Json
) -> Iterator[Json]:
    for name in names:
        yield from _around(port, clause, name, value)


def _around(port: Port, clause: Objects, name: str, value: Json) -> Iterator[Json]:
    """Yield objects that have a member, as small as they can be."""
    smallest = port.sampler.smallest(clause)
    if smallest is not None:
        yield {**smallest, name: value}
        for other in islice(port.sampler.objects(clause), 12):
            if len(other) > len(smallest) + 1:
                yield {**other, name: value}
                break
