"""Rules that projects switch on and off: their levels, and places where they do not hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Any, Literal, TypeAlias, cast, get_args

from observable_socket_codegen.config import ConfigError
from observable_socket_codegen.diagnostics import Diagnostic
from observable_socket_codegen.words import kind, listed, meant

Level: TypeAlias = Literal["off", "info", "warning", "error"]

LEVELS: tuple[str, ...] = get_args(Level)

_ALIASES = {"warn": "warning"}


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that is looked for.

    Attributes:
        name: What reports, configuration and contract files call it.
        level: How grave a finding is, unless a project says otherwise.
        summary: What is found, in one sentence.
        why: What is bad about it, and what to do.
    """

    name: str
    level: Level
    summary: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Ignored:
    """Places where a rule does not hold.

    Attributes:
        rule: The rule; ``*`` for any.
        place: A path in the schema folder, maybe with ``#`` and a pointer; ``*`` for any text.
        reason: Why, for the next reader.
    """

    rule: str
    place: str
    reason: str

    def covers(self, rule: str, path: str, pointer: str) -> bool:
        """Whether a finding is one of those meant."""
        place = f"{path}#{pointer}" if "#" in self.place else path
        return fnmatchcase(rule, self.rule) and fnmatchcase(place, self.place)


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """What a project says about rules."""

    rules: Mapping[str, Rule]
    levels: Mapping[str, Level] = field(default_factory=dict[str, Level])
    ignored: tuple[Ignored, ...] = ()

    def level(self, rule: str) -> Level:
        """Return how grave a finding of a rule is."""
        return self.levels.get(rule, self.rules[rule].level)

    def applied(self, found: Iterable[tuple[str, Diagnostic]]) -> Iterator[Diagnostic]:
        """Yield the findings that are wanted, with their levels.

        Args:
            found: Findings, each with the path of its file in the schema folder.
        """
        for path, diagnostic in found:
            level = self.level(diagnostic.rule)
            if level != "off" and not any(
                ignored.covers(diagnostic.rule, path, diagnostic.pointer)
                for ignored in self.ignored
            ):
                yield replace(diagnostic, severity=level)


def read_settings(
    table: Mapping[str, Any], where: str, rules: Mapping[str, Rule], overrides: Iterable[str] = ()
) -> RuleSettings:
    """Return what a table of the configuration and the command line say about rules.

    Args:
        table: A table with ``rules`` and ``ignore``, both optional.
        where: How messages call the table.
        rules: The rules that there are.
        overrides: What the command line says, such as ``unbounded-string=off``.

    Raises:
        ConfigError: It is not understood.
    """
    levels: dict[str, Level] = {}
    chosen = table.get("rules", {})
    if not isinstance(chosen, dict):
        raise ConfigError(f"{where}: `rules` must be a table of levels, not {kind(chosen)}")
    for name, level in cast("dict[str, Any]", chosen).items():
        levels |= _levels(name, level, f"{where}: `rules`", rules)
    for text in overrides:
        name, sign, level = text.partition("=")
        if not sign:
            raise ConfigError(f"--rule {text}: write NAME=LEVEL, such as {next(iter(rules))}=off")
        levels |= _levels(name, level, f"--rule {text}", rules)
    return RuleSettings(rules, levels, tuple(_ignored(table.get("ignore", []), where, rules)))


def _levels(name: str, level: object, where: str, rules: Mapping[str, Rule]) -> dict[str, Level]:
    word = _ALIASES.get(str(level), str(level))
    if word not in LEVELS:
        raise ConfigError(f"{where}: {level} is not a level\n  help: it is one of {listed(LEVELS)}")
    found: Any = {rule: word for rule in rules if fnmatchcase(rule, name)}
    if not found:
        raise ConfigError(_unknown(name, where, rules))
    return dict(found)


def _ignored(entries: Any, where: str, rules: Mapping[str, Rule]) -> Iterator[Ignored]:
    advice = 'write {rule = "...", place = "routes/articles/*", reason = "..."}'
    if kind(entries) != "an array":
        raise ConfigError(f"{where}: `ignore` must be an array\n  help: {advice}")
    for entry in entries:
        if not isinstance(entry, dict):
            raise ConfigError(
                f"{where}: `ignore` holds tables, not {kind(entry)}\n  help: {advice}"
            )
        members = cast("dict[str, Any]", entry)
        texts = [members.get(name) for name in ("rule", "place", "reason")]
        if len(members) != len(texts) or not all(isinstance(t, str) and t for t in texts):
            raise ConfigError(f"{where}: an entry of `ignore` is not complete\n  help: {advice}")
        if not any(fnmatchcase(rule, members["rule"]) for rule in rules):
            raise ConfigError(_unknown(members["rule"], f"{where}: `ignore`", rules))
        yield Ignored(**members)


def _unknown(name: str, where: str, rules: Mapping[str, Rule]) -> str:
    choice = meant(name, rules)
    advice = f"did you mean `{choice}`?" if choice else f"there is {listed(rules)}"
    return f"{where}: there is no rule `{name}`\n  help: {advice}"
