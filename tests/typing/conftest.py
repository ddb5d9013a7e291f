"""Type tests run the real compilers; without Node they are skipped, loudly."""

from __future__ import annotations

import pytest
from tests.support import node, type_projects


@pytest.fixture(scope="session")
def node_modules() -> None:
    """The compilers."""
    node.require_modules()


@pytest.fixture(scope="session")
def strict(node_modules: None, tmp_path_factory: pytest.TempPathFactory) -> type_projects.Verdicts:
    """What the compilers say of all that is compiled with every strict option; one run each."""
    project = tmp_path_factory.mktemp("strict")
    files = {
        **type_projects.sample_files(),
        **type_projects.face_files(),
        **type_projects.newsroom_files(),
    }
    paths = {"@djanext/observable-socket": type_projects.ORIGINAL}
    type_projects.write_project(project, files, type_projects.STRICT, paths)
    return type_projects.verdicts(project)
