"""Every test of the store runs on SQLite, and on PostgreSQL when the environment names a server."""

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.media import AudioFormat, FileStamp, IndexedTrack, Track
from syncopate.domain.playlist import Entry
from syncopate.store import accounts, libraries, mirrors, targets
from syncopate.store.accounts import Account
from syncopate.store.database import Database
from syncopate.store.entries import StoredEntry
from syncopate.store.libraries import Library
from syncopate.store.migrate import migrate
from syncopate.store.mirrors import Mirror
from syncopate.store.targets import Target

SERVER = "SYNCOPATE_TEST_DATABASE_URL"
NOW = datetime(2026, 3, 1, 2, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture(scope="session")
def postgresql_template() -> Iterator[str]:
    """Return the name of a migrated PostgreSQL database, to be copied."""
    server = os.environ.get(SERVER)
    if not server:
        pytest.skip(f"{SERVER} is not set (scripts/postgresql-for-tests start DIR prints one)")
    name = f"syncopate_template_{uuid.uuid4().hex}"
    with closing(psycopg.connect(server, autocommit=True)) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        migrate(_sibling(server, name))
        yield name
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the URL of a database without any schema."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server = os.environ.get(SERVER)
    if not server:
        pytest.skip(f"{SERVER} is not set")
    name = f"syncopate_test_{uuid.uuid4().hex}"
    with closing(psycopg.connect(server, autocommit=True)) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield _sibling(server, name)
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Return an empty database with the present schema, of this test's own."""
    if request.param == "sqlite":
        file = tmp_path / "syncopate.db"
        shutil.copy(request.getfixturevalue("migrated_file"), file)
        database = Database.open(f"sqlite:///{file}")
        yield database
        database.close()
        return
    template = request.getfixturevalue("postgresql_template")
    server = os.environ[SERVER]
    name = f"syncopate_test_{uuid.uuid4().hex}"
    with closing(psycopg.connect(server, autocommit=True)) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        database = Database.open(_sibling(server, name))
        yield database
        database.close()
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def now() -> datetime:
    """Return the moment the tests take for the present."""
    return NOW


@pytest.fixture
def account(database: Database) -> Account:
    """Return a stored account."""
    account = Account(
        id="account-1", provider="folder", name="Music", settings={"path": "/music"}, created_at=NOW
    )
    database.change(accounts.add, account)
    return account


@pytest.fixture
def library(database: Database, account: Account) -> Library:
    """Return a stored library."""
    library = Library(id="library-1", account_id=account.id, name="Music", section="music", created_at=NOW)
    database.change(libraries.add, library)
    return library


@pytest.fixture
def make_mirror(database: Database) -> Callable[..., Mirror]:
    """Return a function that stores a mirror."""

    def make(number: int = 1, **changes: object) -> Mirror:
        values: dict[str, object] = {
            "id": f"mirror-{number}",
            "provider": "playlist_file",
            "reference": f"reference-{number}",
            "source_name": f"Playlist {number}",
            "created_at": NOW + timedelta(seconds=number),
        }
        mirror = Mirror(**(values | changes))  # type: ignore[arg-type]  # a test names what it changes
        database.change(mirrors.add, mirror)
        return mirror

    return make


@pytest.fixture
def target(database: Database, make_mirror: Callable[..., Mirror], library: Library) -> Target:
    """Return a stored target."""
    return database.change(targets.ensure, make_mirror().id, library.id)


@pytest.fixture
def indexed() -> Callable[..., IndexedTrack]:
    """Return a function that makes a track as a scan finds it."""

    def make(number: int = 1, problem: str | None = None, **changes: object) -> IndexedTrack:
        values: dict[str, object] = {
            "key": f"Artist/Album/{number:02}.flac",
            "title": f"Song {number}",
            "artists": ("Artist", "Guest"),
            "album": "Album",
            "album_artist": "Artist",
            "duration": timedelta(milliseconds=180_123),
            "disc": 1,
            "number": number,
            "year": 1999,
            "ids": frozenset({ExternalId(IdKind.ISRC, f"GB{number:010}")}),
            "path": f"/music/Artist/Album/{number:02}.flac",
            "size": 1000 + number,
            "format": AudioFormat(codec="flac", bitrate=900, sample_rate=44100, bit_depth=16, lossless=True),
        }
        track = Track(**(values | changes))  # type: ignore[arg-type]  # a test names what it changes
        return IndexedTrack(
            track=track, stamp=FileStamp(size=track.size or 0, mtime_ns=number * 10**18), problem=problem
        )

    return make


@pytest.fixture
def stored() -> Callable[..., StoredEntry]:
    """Return a function that makes an entry of a playlist."""

    def make(position: int, title: str | None = None, **changes: object) -> StoredEntry:
        values: dict[str, object] = {
            "position": position,
            "title": title or f"Song {position}",
            "artists": ("Artist",),
            "album": "Album",
            "duration": timedelta(seconds=200),
            "ids": frozenset({ExternalId(IdKind.SPOTIFY, f"id{position}")}),
        }
        entry = Entry(**(values | changes))  # type: ignore[arg-type]  # a test names what it changes
        return StoredEntry(f"identity:{entry.title}", entry)

    return make


def _sibling(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)
