"""Generates what has changed, and takes over from earlier runs what has not.

What a contract file adds to the generated files depends on nothing but that file, those that it
refers to, and which of their schemas others refer to. It is kept under a hash of all these. The
files are put together from it in every run, so they do not show which of it was new.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from observable_socket_codegen.checking.neighbours import Neighbours
from observable_socket_codegen.checking.outline import Outline, outline
from observable_socket_codegen.compiling import pipeline
from observable_socket_codegen.compiling.assembly import assembled, format_heads
from observable_socket_codegen.compiling.clashes import clashes
from observable_socket_codegen.compiling.contributions import contributions
from observable_socket_codegen.diagnostics import ContractError, Diagnostic, ordered
from observable_socket_codegen.memory import Memory, generator, hashed
from observable_socket_codegen.parts import Contribution
from observable_socket_codegen.project.progress import STEPS, Step
from observable_socket_codegen.project.remembered import Remembered, keep, recall
from observable_socket_codegen.reading.folder import Contents
from observable_socket_codegen.reading.load import read
from observable_socket_codegen.reading.sites import Site


@dataclass(frozen=True, slots=True)
class Generated:
    """What is made of a contract.

    Attributes:
        files: The text of every generated file, by its path relative to the project.
        routes: How many routes there are.
        warnings: What the authors of the contract may want to know.
    """

    files: Mapping[str, str]
    routes: int
    warnings: tuple[Diagnostic, ...]


def generated(
    given: Contents, python: str | None, typescript: str | None, memory: Memory, step: Step
) -> Generated:
    """Return what is made of contract files.

    Args:
        given: What is in the schema folder.
        python: The folder of the Python package, POSIX, relative to the project, if any.
        typescript: The TypeScript file, likewise.
        memory: What earlier runs kept.
        step: Is told what the run does now.

    Raises:
        ContractError: There are mistakes; all of them are in it.
    """
    key = hashed([b"contract", generator().encode(), given.folder.encode()])
    before = recall(memory, key)
    step(STEPS[1])
    found = _found(given, before)
    step(STEPS[2])
    assembly = assembled(found.contributions.values())
    heads: dict[str, str] = {}

    def form(texts: Mapping[str, str]) -> Mapping[str, str]:
        keys = {name: hashed([text.encode()]) for name, text in texts.items()}
        if all(one in before.heads for one in keys.values()):
            heads.update({one: before.heads[one] for one in keys.values()})
        else:
            heads.update({keys[name]: text for name, text in format_heads(texts).items()})
        return {name: heads[one] for name, one in keys.items()}

    files = assembly.files(pipeline.banner(given.folder), python, typescript, form)
    keep(memory, key, replace(found, heads=heads), before)
    warnings = [warning for one in found.contributions.values() for warning in one.warnings]
    beside = given.problems(readable=bool(given.contracts))
    return Generated(files, len(assembly.routes), ordered([*beside, *warnings]))


def _found(given: Contents, before: Remembered) -> Remembered:
    """Return what each file refers to, and what it adds.

    Raises:
        ContractError: There are mistakes; all of them are in it.
    """
    paths = given.contracts
    hashes = {path: hashed([path.encode(), given.files[path]]) for path in paths}
    outlines = _outlines(given, hashes, before.outlines)
    if given.inaccessible or not paths or len(outlines) < len(paths):
        return Remembered(contributions=_made(given, paths, before))  # or rather mistakes
    try:
        keys, made, links = _by_file(given, before, outlines, hashes)
    except ContractError:
        # the mistakes of all files are looked for together
        return Remembered(contributions=_made(given, paths, before))
    return Remembered(
        outlines={hashes[path]: outlines[path] for path in paths},
        contributions={keys[path]: made[path] for path in paths},
        links=links,
    )


def _by_file(
    given: Contents, before: Remembered, outlines: Mapping[str, Outline], hashes: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, Contribution], frozenset[tuple[str, str]]]:
    """Return the keys of what files add, that itself, and the links between files.

    Raises:
        ContractError: There are mistakes.
    """
    links = before.links
    while True:
        neighbours = Neighbours(outlines, links)
        keys = {path: neighbours.key(path, hashes) for path in outlines}
        known = before.contributions
        made = {path: known[key] for path, key in keys.items() if key in known}
        missing = [path for path in outlines if path not in made]
        needed = neighbours.needed(missing)
        referred = tuple(neighbours.referred(needed))
        if missing:
            made |= _made(given.only(needed), missing, before, referred)
        clashing = frozenset(clashes(made))
        if all(other in neighbours.needed([path]) for path, other in clashing):
            return keys, made, clashing
        links |= clashing


def _outlines(
    given: Contents, hashes: Mapping[str, str], known: Mapping[str, Outline]
) -> dict[str, Outline]:
    """Return what each file refers to, as far as it can be read."""
    new = given.only([path for path, key in hashes.items() if key not in known])
    documents = read(new).documents
    found = {path: outline(document) for path, document in documents.items()}
    return {
        path: known[key] if key in known else found[path]
        for path, key in hashes.items()
        if key in known or path in found
    }


def _made(
    given: Contents,
    wanted: Collection[str],
    before: Remembered,
    referred: Collection[Site] = (),
) -> dict[str, Contribution]:
    """Return what some files add.

    Args:
        given: They, and those that they refer to.
        wanted: Their paths.
        before: What earlier runs found out.
        referred: What other files refer to.

    Raises:
        ContractError: There are mistakes.
    """
    sources = read(given)
    compiled = pipeline.compile_contract(sources, referred)
    owners = {f"{given.folder}/{path}": path for path in wanted}
    first = next(iter(wanted), None)
    if first is not None:
        # the schemas of JSON Schema itself are no files of the project
        owners |= {sources.documents[p].file: first for p in sources.documents.keys() - given.files}
    return contributions(compiled, owners, before.contributions.values())
