"""``observable-socket breaking``: what a run of it finds."""

from __future__ import annotations

from collections.abc import Sequence

from observable_socket_codegen.breaking.changes import CHANGES
from observable_socket_codegen.breaking.compare import compare
from observable_socket_codegen.breaking.gathering import gathered
from observable_socket_codegen.breaking.versions import VersionError, old_version
from observable_socket_codegen.checking.understanding import Understood, understand
from observable_socket_codegen.config import TABLE, Config, ConfigError
from observable_socket_codegen.diagnostics import ContractError, Diagnostic, ordered
from observable_socket_codegen.reading.load import load
from observable_socket_codegen.rules import read_settings

MEMBERS = ("against", "rules", "ignore")


def find_changes(
    config: Config, against: str | None, overrides: Sequence[str] = ()
) -> tuple[Diagnostic, ...]:
    """Return the changes since an old version, as a project wants them reported.

    Args:
        config: The project.
        against: The old version: a folder or a commit; without it, what the configuration says.
        overrides: Levels of rules from the command line, such as ``route-removed=warning``.

    Raises:
        ContractError: There are mistakes in the new version.
        ConfigError: The configuration is not understood.
        VersionError: The old version cannot be read.
    """
    table = config.tables.get("breaking", {})
    where = f"[{TABLE}.breaking]"
    for member in table:
        if member not in MEMBERS:
            raise ConfigError(f"{where} has no member `{member}`")
    settings = read_settings(table, where, CHANGES, overrides)
    chosen = against or table.get("against")
    if not isinstance(chosen, str):
        raise ConfigError(
            "there is nothing to compare with\n"
            f'  help: say --against origin/main, or write against = "..." in {where}'
        )
    new = understand(load(config.schema, config.project))
    old = _understood(chosen, config)
    return ordered(gathered(settings.applied(compare(old, new))))


def _understood(against: str, config: Config) -> Understood:
    try:
        return understand(old_version(against, config.schema, config.project))
    except ContractError as error:
        first = error.diagnostics[0]
        raise VersionError(f"the contract in {against} has mistakes: {first}") from None
