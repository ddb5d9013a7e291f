"""Automata put together: what an expression looks ahead for, and what it does not match."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from functools import lru_cache
from typing import Protocol, TypeAlias, cast

from observable_socket_codegen.regular.automaton import Automaton, States, automaton
from observable_socket_codegen.regular.regex import (
    Choice,
    One,
    Repeat,
    Sequence,
    UnsupportedError,
    parse,
)

State: TypeAlias = Hashable

_LOOKAHEADS = ("(?=", "(?!")


class Machine(Protocol):
    """Reads a text character by character.

    Attributes:
        start: The state in front of the first character.
        ranges: The characters that are told apart.
    """

    @property
    def start(self) -> State: ...  # noqa: D102 - see above

    @property
    def ranges(self) -> set[tuple[int, int]]: ...  # noqa: D102 - see above

    def step(self, state: State, sign: int, /) -> State:
        """Return the state behind a character."""
        ...

    def accepts(self, state: State, /) -> bool:
        """Whether a text that ends here fits."""
        ...

    def is_dead(self, state: State, /) -> bool:
        """Whether no text that goes on from here fits."""
        ...


class Plain:
    """An automaton as it is."""

    def __init__(self, machine: Automaton) -> None:
        self._machine = machine
        self.start: State = machine.start
        self.ranges = machine.ranges

    def step(self, state: State, sign: int) -> State:
        """Return the state behind a character."""
        return self._machine.step(_states(state), sign)

    def accepts(self, state: State) -> bool:
        """Whether a text that ends here fits."""
        return self._machine.accepts(_states(state))

    def is_dead(self, state: State) -> bool:
        """Whether no text that goes on from here fits."""
        return not state


class Inverse:
    """Accepts what another machine does not."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self.start = machine.start
        self.ranges = machine.ranges

    def step(self, state: State, sign: int) -> State:
        """Return the state behind a character."""
        return self._machine.step(state, sign)

    def accepts(self, state: State) -> bool:
        """Whether a text that ends here fits."""
        return not self._machine.accepts(state)

    def is_dead(self, state: State) -> bool:
        """Whether no text that goes on from here fits: that is not known."""
        del state
        return False


class All:
    """Accepts what several machines accept."""

    def __init__(self, machines: tuple[Machine, ...]) -> None:
        self._machines = machines
        self.start: State = tuple(machine.start for machine in machines)
        self.ranges = {r for machine in machines for r in machine.ranges}

    def step(self, state: State, sign: int) -> State:
        """Return the state behind a character."""
        return tuple(m.step(s, sign) for m, s in self._each(state))

    def accepts(self, state: State) -> bool:
        """Whether a text that ends here fits."""
        return all(m.accepts(s) for m, s in self._each(state))

    def is_dead(self, state: State) -> bool:
        """Whether no text that goes on from here fits."""
        return any(m.is_dead(s) for m, s in self._each(state))

    def _each(self, state: State) -> Iterator[tuple[Machine, State]]:
        # the only states that it hands out
        return zip(self._machines, cast("tuple[State, ...]", state), strict=True)


@lru_cache(maxsize=512)
def machine(pattern: str) -> Machine:
    """Return a machine that accepts the texts that an expression is found in.

    Expressions may look ahead at their beginning: ``^(?!-)[a-z-]+$``.

    Raises:
        UnsupportedError: It is not one of those that can be compared.
    """
    parts = list(_split(pattern))
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def inverse(pattern: str) -> Machine:
    """Return a machine that accepts the texts that an expression is not found in.

    Raises:
        UnsupportedError: It is not one of those that can be compared.
    """
    return Inverse(machine(pattern))


def listed(pattern: str, most: int) -> list[str] | None:
    """Return all texts that an expression is found in; nothing if they are many.

    Args:
        pattern: The expression.
        most: How many texts are few.
    """
    try:
        node = parse(pattern)
        found = _texts(node, most)
    except UnsupportedError:
        return None
    ends = {("\x02", "\x03")}  # stand for beginning and end
    if not all((text[:1], text[-1:]) in ends and len(text) > 1 for text in found):
        return None
    plain = [text[1:-1] for text in found]
    return None if any(sign in text for text in plain for sign in "\x02\x03") else plain


def _texts(node: One | Sequence | Choice | Repeat, most: int) -> list[str]:
    match node:
        case One(ranges=ranges):
            if sum(high - low + 1 for low, high in ranges) > most:
                raise UnsupportedError("too many characters")
            return [_sign(code) for low, high in ranges for code in range(low, high + 1)]
        case Sequence(parts=parts):
            return _product([_texts(part, most) for part in parts], most)
        case Choice(parts=parts):
            return _few([text for part in parts for text in _texts(part, most)], most)
        case Repeat(part=part, fewest=fewest, most=highest):
            if highest is None or highest > most:
                raise UnsupportedError("no end of them")
            once = _texts(part, most)
            counts = range(fewest, highest + 1)
            return _few([t for n in counts for t in _product([once] * n, most)], most)


def _product(parts: list[list[str]], most: int) -> list[str]:
    found = [""]
    for part in parts:
        found = _few([text + more for text in found for more in part], most)
    return found


def _few(texts: list[str], most: int) -> list[str]:
    distinct = list(dict.fromkeys(texts))
    if len(distinct) > most:
        raise UnsupportedError("too many texts")
    return distinct


def _sign(code: int) -> str:
    return {-2: "\x02", -1: "\x03"}.get(code) or chr(code)


def _split(pattern: str) -> Iterator[Machine]:
    """Yield the machines of what is looked ahead for, and of what is read."""
    if not pattern.startswith(tuple(f"^{sign}" for sign in _LOOKAHEADS)):
        yield Plain(automaton(pattern))
        return
    rest = pattern[1:]
    ahead: list[Machine] = []
    while rest.startswith(_LOOKAHEADS):
        end = _end_of_group(rest)
        inner = machine(f"^(?:{rest[3:end]})")
        ahead.append(inner if rest.startswith("(?=") else Inverse(inner))
        rest = rest[end + 1 :]
    if rest[:1] in ("*", "+", "?", "{") or isinstance(parse(f"^{rest}"), Choice):
        raise UnsupportedError(pattern)
    yield Plain(automaton(f"^{rest}"))
    yield from ahead


def _end_of_group(text: str) -> int:
    """Return where the group ends that a text begins with."""
    depth, at, in_class = 0, 0, False
    while at < len(text):
        sign = text[at]
        if sign == "\\":
            at += 1
        elif in_class:
            in_class = sign != "]"
        elif sign == "[":
            in_class = True
        elif sign in "()":
            depth += 1 if sign == "(" else -1
            if not depth:
                return at
        at += 1
    raise UnsupportedError("a group without end")


def _states(state: State) -> States:
    return cast("States", state)
