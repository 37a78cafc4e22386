"""Every schema comes to be by migration, and nothing is lost on the way."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from syncopate.errors import DatabaseBusy, DatabaseNewer, FolderNotWritable, WriteFailed
from syncopate.store import migrate as migrating, steps
from syncopate.store.database import Database
from syncopate.store.migrate import current, head, is_current, migrate
from syncopate.store.schema import metadata

_NEXT = """
from alembic import op
revision, down_revision = "9000", "BEFORE"
def upgrade():
    op.execute("ALTER TABLE counters ADD COLUMN extra TEXT")
    op.execute("INSERT INTO counters (name, value) VALUES ('stepped', 1)")
"""


def _is_no_index_of_words(name: str | None, kind: str, _parents: object) -> bool:
    """Tell SQLite's full-text tables, of which metadata knows nothing; they are compared letter by letter below."""
    return kind != "table" or name is None or "_words" not in name


def _schema_differences(connection: Connection) -> list[object]:
    # Alembic takes an empty default on SQLite for none; the test of the file's text sees those.
    defaults = connection.dialect.name != "sqlite"
    opts = {"compare_type": True, "compare_server_default": defaults, "include_name": _is_no_index_of_words}
    context = MigrationContext.configure(connection, opts=opts)
    return list(compare_metadata(context, metadata))


def _sqlite_objects(file: Path) -> dict[str, list[str]]:
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'"
        )
        return {name: _parts(sql) for name, sql in rows if not name.startswith("sqlite_")}


def _parts(sql: str) -> list[str]:
    """Return a statement with its constraints in one order: copied tables have them in another."""
    head, *constraints = " ".join(sql.split()).removesuffix(" )").split(", CONSTRAINT ")
    return [head, *sorted(constraints)]


def test_an_empty_database_gets_every_revision_once(empty_url: str) -> None:
    assert current(empty_url) is None
    assert not is_current(empty_url)
    assert migrate(empty_url)[-1] == head()
    assert migrate(empty_url) == []
    assert current(empty_url) == head()
    assert is_current(empty_url)


def test_the_names_of_the_files_tell_the_last_revision() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrating.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_current_head() == head()


@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
def test_the_migrated_schema_is_that_of_the_tables(empty_url: str) -> None:
    migrate(empty_url)
    database = Database.open(empty_url)
    try:
        assert database.look(_schema_differences) == []
    finally:
        database.close()


def test_the_indexes_of_words_are_those_of_the_tables(empty_url: str) -> None:
    """Alembic cannot compare what is indexed by an expression; without it all rows would be read."""
    database = Database.open(empty_url)
    try:
        if database.is_sqlite:
            pytest.skip("compared letter by letter below")
        query = text("SELECT indexname, indexdef FROM pg_indexes WHERE indexname LIKE '%_words'")

        def told(connection: Connection) -> dict[str, str]:
            return {row.indexname: row.indexdef for row in connection.execute(query)}

        migrate(empty_url)
        migrated = database.look(told)
        database.change(metadata.drop_all)
        database.change(metadata.create_all)
        assert database.look(told) == migrated
        assert sorted(migrated) == ["ix_albums_words", "ix_artists_words", "ix_listed_tracks_words"]
    finally:
        database.close()


def test_the_migrated_sqlite_file_is_letter_for_letter_that_of_the_tables(
    migrated_file: Path, tmp_path: Path
) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'direct.db'}")
    metadata.create_all(engine)
    engine.dispose()
    direct = _sqlite_objects(tmp_path / "direct.db")
    assert len(direct) > 20
    assert _sqlite_objects(migrated_file) == direct


def test_a_database_of_a_newer_version_is_refused_and_left_alone(empty_url: str) -> None:
    migrate(empty_url)
    database = Database.open(empty_url)
    try:
        database.change(lambda c: c.execute(text("UPDATE alembic_version SET version_num = '9999'")))
        with pytest.raises(DatabaseNewer) as caught:
            migrate(empty_url)
        assert caught.value.placeholders == {"revision": "9999", "known": head()}
        assert current(empty_url) == "9999"
    finally:
        database.close()


def test_two_processes_at_once_migrate_once(empty_url: str) -> None:
    applied: list[list[str]] = []
    both = threading.Barrier(2)

    def run() -> None:
        both.wait()
        applied.append(migrate(empty_url))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(applied) == [[], steps.known()]


@pytest.fixture
def waiting_step(monkeypatch: pytest.MonkeyPatch, migrated_file: Path, tmp_path: Path) -> Path:
    """Return a database that lacks a last step, which the code then has."""
    file = tmp_path / "syncopate.db"
    file.write_bytes(migrated_file.read_bytes())
    folder = tmp_path / "migrations"
    original = Path(migrating.__file__).parent / "migrations"
    (folder / "versions").mkdir(parents=True)
    (folder / "env.py").write_bytes((original / "env.py").read_bytes())
    for step in (original / "versions").glob("0*.py"):
        (folder / "versions" / step.name).write_bytes(step.read_bytes())
    (folder / "versions" / "9000_next.py").write_text(_NEXT.replace("BEFORE", head()))
    monkeypatch.setattr(steps, "_FOLDER", folder)
    return file


def _counters(file: Path) -> list[tuple[str, int]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("SELECT name, value FROM counters ORDER BY name").fetchall()


def test_the_file_is_copied_before_a_step(waiting_step: Path) -> None:
    with closing(sqlite3.connect(waiting_step)) as connection, connection:
        connection.execute("INSERT INTO counters (name, value) VALUES ('mine', 7)")
    assert migrate(f"sqlite:///{waiting_step}") == ["9000"]
    copy = waiting_step.with_name("syncopate.db.before-9000")
    assert _counters(waiting_step) == [("mine", 7), ("stepped", 1)]
    assert _counters(copy) == [("mine", 7)]
    assert copy.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_three_copies_are_kept(waiting_step: Path) -> None:
    for number in range(4):
        copy = waiting_step.with_name(f"syncopate.db.before-000{number}")
        copy.write_bytes(b"old")
    migrate(f"sqlite:///{waiting_step}")
    kept = list(waiting_step.parent.glob("syncopate.db.before-*"))
    assert len(kept) == 3
    assert waiting_step.with_name("syncopate.db.before-9000") in kept


def test_a_step_that_breaks_leaves_the_database_as_it_was(waiting_step: Path) -> None:
    step = next(waiting_step.parent.glob("migrations/versions/9000_*.py"))
    step.write_text(step.read_text() + "    raise RuntimeError('broken')\n")
    with pytest.raises(RuntimeError, match="broken"):
        migrate(f"sqlite:///{waiting_step}")
    with closing(sqlite3.connect(waiting_step)) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(counters)")]
    assert columns == ["name", "value"]
    assert _counters(waiting_step) == []


def test_no_step_is_taken_without_its_copy(waiting_step: Path) -> None:
    waiting_step.with_name("syncopate.db.before-9000.part").mkdir()
    with pytest.raises(WriteFailed):
        migrate(f"sqlite:///{waiting_step}")
    assert _counters(waiting_step) == []


def test_a_new_database_can_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "new" / "syncopate.db"
    migrate(f"sqlite:///{file}")
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.glob("*.before-*")) == []


def test_a_place_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(FolderNotWritable):
        migrate(f"sqlite:///{tmp_path / 'file' / 'syncopate.db'}")


def test_a_locked_database_is_busy(waiting_step: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrating, "_PATIENCE", migrating.timedelta(milliseconds=50))
    with closing(sqlite3.connect(waiting_step)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(DatabaseBusy):
            migrate(f"sqlite:///{waiting_step}")
