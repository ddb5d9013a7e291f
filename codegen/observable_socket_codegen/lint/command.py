"""``observable-socket lint``: what a run of it finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from observable_socket_codegen.checking.understanding import Understood, understand
from observable_socket_codegen.config import TABLE, Config, ConfigError
from observable_socket_codegen.diagnostics import Diagnostic, ordered
from observable_socket_codegen.lint import documentation, limits, patterns, routes, types
from observable_socket_codegen.lint.checks import Check
from observable_socket_codegen.lint.ignores import RULES as IGNORE_RULES
from observable_socket_codegen.lint.ignores import Ignores
from observable_socket_codegen.lint.view import View
from observable_socket_codegen.reading.load import load
from observable_socket_codegen.reading.standard import FOLDER
from observable_socket_codegen.rules import Rule, read_settings

CHECKS: tuple[Check, ...] = (
    *documentation.CHECKS,
    *limits.CHECKS,
    *types.CHECKS,
    *patterns.CHECKS,
    *routes.CHECKS,
)

RULES: Mapping[str, Rule] = {
    rule.name: rule for rule in (*(check.rule for check in CHECKS), *IGNORE_RULES)
}
"""Every rule by its name."""

MEMBERS = ("rules", "ignore")


def find_lint(config: Config, overrides: Sequence[str] = ()) -> tuple[Diagnostic, ...]:
    """Return what the linter finds in a project, as the project wants it reported.

    Args:
        config: The project.
        overrides: Levels of rules from the command line, such as ``unbounded-string=off``.

    Raises:
        ContractError: There are mistakes in the contract.
        ConfigError: The configuration is not understood.
    """
    table = config.tables.get("lint", {})
    where = f"[{TABLE}.lint]"
    for member in table:
        if member not in MEMBERS:
            raise ConfigError(f"{where} has no member `{member}`")
    settings = read_settings(table, where, RULES, overrides)
    contract = understand(load(config.schema, config.project))
    off = {rule for rule in RULES if settings.level(rule) == "off"}
    return ordered(settings.applied(lint(contract, off)))


def lint(
    contract: Understood, off: set[str] | frozenset[str] = frozenset()
) -> Iterator[tuple[str, Diagnostic]]:
    """Yield what is found in a contract and not ignored there.

    Args:
        contract: The contract.
        off: Rules that need not be looked for.
    """
    view, ignores = View(contract), Ignores(contract.sources, RULES)
    for check in CHECKS:
        if check.rule.name not in off:
            for path, finding in check.find(view):
                if not path.startswith(FOLDER) and not ignores.covers(path, finding):
                    yield path, finding
    yield from ignores.problems(off)
