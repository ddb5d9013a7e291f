"""What the tests of exactness share."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.served_schemas import Served, serve


@pytest.fixture(scope="session")
def constructs(tmp_path_factory: pytest.TempPathFactory) -> Served:
    """Serves every construct of the table that the generator takes."""
    from tests.support.combined_constructs import COMBINED
    from tests.support.constructs import CONSTRUCTS

    folder: Path = tmp_path_factory.mktemp("constructs")
    return serve({one.route: one.schema for one in (*CONSTRUCTS, *COMBINED)}, folder)


@pytest.fixture(scope="session")
def replies(tmp_path_factory: pytest.TempPathFactory) -> Served:
    """Serves every construct of the table as what a handler may return."""
    from tests.support.combined_constructs import COMBINED
    from tests.support.constructs import CONSTRUCTS

    folder: Path = tmp_path_factory.mktemp("replies")
    schemas = {one.route: one.schema for one in (*CONSTRUCTS, *COMBINED)}
    return serve(schemas, folder, of_replies=True)
