"""Writing: all or nothing, only what changed, never over somebody else's file."""

from __future__ import annotations

from pathlib import Path

import pytest

from observable_socket_codegen.project.output import BANNER, ForeignFileError, changes

OURS = f'"""Types.\n\n{BANNER}schema.\n"""\n'


def test_only_files_that_differ_are_written(tmp_path: Path) -> None:
    same, other, new = (tmp_path / name for name in ("same.py", "other.py", "deep/new.py"))
    same.write_text(OURS)
    other.write_text(OURS + "old")
    before = same.stat().st_mtime_ns

    found = changes({same: OURS, other: OURS, new: OURS}, tmp_path)
    found.apply()

    assert found.stale == (new, other)
    assert same.stat().st_mtime_ns == before
    assert {path.read_text() for path in (same, other, new)} == {OURS}


def test_finding_out_what_is_stale_writes_nothing(tmp_path: Path) -> None:
    changes({tmp_path / "a.py": OURS}, tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_line_ends_count(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_bytes(OURS.replace("\n", "\r\n").encode())

    assert changes({file: OURS}, None).stale == (file,)


def test_left_over_modules_of_ours_are_removed_and_others_stay(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "old.py", tmp_path / "theirs.py"
    ours.write_text(OURS)
    theirs.write_text("print()\n")

    found = changes({tmp_path / "new.py": OURS}, tmp_path)
    found.apply()

    assert found.removed == (ours,)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new.py", "theirs.py"]


@pytest.mark.parametrize("content", [b"print()\n", b"\xff\xfe"])
def test_a_file_of_somebody_else_is_not_overwritten(tmp_path: Path, content: bytes) -> None:
    theirs = tmp_path / "models.py"
    theirs.write_bytes(content)

    with pytest.raises(ForeignFileError, match=r"models\.py was not generated"):
        changes({theirs: OURS, tmp_path / "new.py": OURS}, tmp_path)

    assert theirs.read_bytes() == content


def test_an_empty_file_may_be_overwritten(tmp_path: Path) -> None:
    empty = tmp_path / "__init__.py"
    empty.touch()

    changes({empty: OURS}, tmp_path).apply()

    assert empty.read_text() == OURS


def test_if_one_file_cannot_be_written_none_is(tmp_path: Path) -> None:
    first, blocked = tmp_path / "first.py", tmp_path / "file" / "second.py"
    first.write_text(OURS + "old")
    (tmp_path / "file").touch()

    found = changes({first: OURS}, None)
    found = type(found)({**found.written, blocked: OURS}, ())
    with pytest.raises(OSError, match="file"):
        found.apply()

    assert first.read_text() == OURS + "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "first.py"]
