"""Numbers and strings: whether all of a clause are in another one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from math import gcd, lcm

from observable_socket_codegen.inclusion.clauses import Numbers, Strings, number
from observable_socket_codegen.inclusion.failures import Failure
from observable_socket_codegen.regular.languages import Counterexample, difference
from observable_socket_codegen.words import shown

NARROWER_FORMATS = {
    "uri": {"uri-reference", "iri", "iri-reference"},
    "uri-reference": {"iri-reference"},
    "iri": {"iri-reference"},
    "email": {"idn-email"},
    "hostname": {"idn-hostname"},
}
"""Formats whose values all have other formats too."""


SHAPES = {
    "date": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    "date-time": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9:.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$",
    "ipv4": r"^[0-9.]{7,15}$",
    "ipv6": r"^[0-9A-Fa-f:.]{2,45}$",
    "time": r"^[0-9:.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$",
    "uuid": r"^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$",
}
"""Patterns that all strings of a format match, and some others too."""


def compare_numbers(first: Numbers, second: Numbers) -> Iterator[Failure]:
    """Yield how numbers of the first clause may not be in the second one."""
    if second.integer and not first.integer and not _are_integers(first):
        yield Failure("type", "numbers with a fraction")
    if second.low is not None and (
        first.low is None
        or first.low < second.low
        or (first.low == second.low and second.above and not first.above)
    ):
        word = "or equal to " if second.above else ""
        yield Failure(
            "range",
            f"numbers less than {word}{number(second.low)}",
            keyword="exclusiveMinimum" if second.above else "minimum",
        )
    if second.high is not None and (
        first.high is None
        or first.high > second.high
        or (first.high == second.high and second.below and not first.below)
    ):
        word = "or equal to " if second.below else ""
        yield Failure(
            "range",
            f"numbers greater than {word}{number(second.high)}",
            keyword="exclusiveMaximum" if second.below else "maximum",
        )
    step = common_multiple((*first.multiples, *([Fraction(1)] if first.integer else [])))
    for multiple in second.multiples:
        if step is None or (step / multiple).denominator != 1:
            yield Failure("multiple", f"numbers that are no multiples of {number(multiple)}")


def common_multiple(steps: Iterable[Fraction]) -> Fraction | None:
    """Return the least number that is a multiple of all steps; none for no steps."""
    least: Fraction | None = None
    for step in steps:
        if least is None:
            least = step
        else:
            over = lcm(least.numerator, step.numerator)
            least = Fraction(over, gcd(least.denominator, step.denominator))
    return least


def _are_integers(clause: Numbers) -> bool:
    step = common_multiple(clause.multiples)
    return step is not None and step.denominator == 1


def compare_strings(first: Strings, second: Strings) -> Iterator[Failure]:
    """Yield how strings of the first clause may not be in the second one."""
    first = replace(first, patterns=first.patterns | _shapes(first))
    if second.shortest > first.shortest and not _at_least(first, second.shortest):
        yield Failure(
            "length", f"strings shorter than {_characters(second.shortest)}", keyword="minLength"
        )
    if second.longest is not None and not _at_most(first, second.longest):
        yield Failure(
            "length", f"strings longer than {_characters(second.longest)}", keyword="maxLength"
        )
    yield from _patterns(first, second)
    for format_ in sorted(second.formats - first.formats):
        if not any(format_ in NARROWER_FORMATS.get(other, ()) for other in first.formats):
            yield Failure("format", f"strings that are no `{format_}`")


def _patterns(first: Strings, second: Strings) -> Iterator[Failure]:
    for pattern in sorted(second.patterns - first.patterns):
        found = _difference(first, pattern)
        if found is not True:
            shows = (found.text,) if isinstance(found, Counterexample) else ()
            yield Failure("pattern", f"strings that do not match {shown(pattern)}", shows)
    for pattern in sorted(second.unlike - first.unlike):
        found = _difference(first, pattern, negated=True)
        if found is not True:
            shows = (found.text,) if isinstance(found, Counterexample) else ()
            subject = f"strings that match {shown(pattern)}"
            yield Failure("condition", subject, shows, keyword="not")


def _difference(clause: Strings, pattern: str, *, negated: bool = False) -> Counterexample | bool:
    return difference(
        clause.patterns,
        pattern,
        clause.shortest,
        clause.longest,
        unlike=clause.unlike,
        negated=negated,
    )


def _shapes(clause: Strings) -> set[str]:
    return {SHAPES[format_] for format_ in clause.formats if format_ in SHAPES}


def _at_least(clause: Strings, length: int) -> bool:
    if not (clause.patterns or clause.unlike) or length > _LONGEST:
        return False
    return _difference(clause, f"^[\\s\\S]{{{length},}}$") is True


def _at_most(clause: Strings, length: int) -> bool:
    if clause.longest is not None and clause.longest <= length:
        return True
    if not (clause.patterns or clause.unlike) or length > _LONGEST:
        return False
    return _difference(clause, f"^[\\s\\S]{{0,{length}}}$") is True


_LONGEST = 200
"""Characters of texts whose length is read off from patterns."""


def _characters(count: int) -> str:
    return f"{count} character" if count == 1 else f"{count} characters"
