"""The golden folders: contract in, generated files or report out."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from mypy import api as mypy
from tests.support.golden import (
    FIXED_PART,
    FOLDER,
    expected,
    fixed_part,
    generated,
    golden_folders,
)

FOLDERS = golden_folders()
WITH_CODE = [folder for folder in FOLDERS if (folder / "expected").is_dir()]


def name_of(folder: Path) -> str:
    return folder.name


@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_a_contract_gives_the_files_or_the_report_that_its_folder_expects(folder: Path) -> None:
    assert generated(folder) == expected(folder), "run `make golden` and review the difference"


@pytest.mark.parametrize("folder", WITH_CODE, ids=name_of)
def test_every_contract_has_the_same_beside_its_own_types(folder: Path) -> None:
    assert fixed_part(folder) == FIXED_PART.read_text("utf-8"), "run `make golden`"


@pytest.mark.parametrize("folder", WITH_CODE, ids=name_of)
def test_generated_python_imports_without_a_warning(folder: Path) -> None:
    package = importlib.import_module(f"tests.golden.{folder.name}.expected.contract")

    assert package.contract.routes
    assert set(package.__all__) <= set(vars(package))


def test_generated_python_passes_mypy_strict() -> None:
    packages = [str(folder / "expected" / "contract") for folder in WITH_CODE]

    report, errors, status = mypy.run(["--strict", *packages])

    assert status == 0, report + errors


def test_generated_python_is_formatted_and_clean_as_ruff_has_it() -> None:
    for command in (["format", "--check"], ["check", "--ignore-noqa"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--isolated", "--line-length=100", "."],
            cwd=FOLDER,
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_generated_files_do_not_depend_on_the_order_of_hashes() -> None:
    code = (
        "import sys; from tests.support.golden import *\n"
        "sys.stdout.write(repr([generated(folder) for folder in golden_folders()]))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }

    assert len(outputs) == 1
