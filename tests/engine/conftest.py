"""What many tests of the engine need: a database with the present schema."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from syncopate.store.database import Database
from syncopate.store.migrate import migrate


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an SQLite file with the present schema and nothing in it, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "syncopate.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture
def database(migrated_file: Path, tmp_path: Path) -> Iterator[Database]:
    """Return an empty SQLite database of this test's own."""
    file = tmp_path / "syncopate.db"
    shutil.copy(migrated_file, file)
    database = Database.open(f"sqlite:///{file}")
    yield database
    database.close()
