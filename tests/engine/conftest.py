"""What many tests of the engine need: a database with the present schema."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import mutagen
import pytest
import soundfile
from syncopate.providers import registry
from syncopate.store.database import Database
from syncopate.store.migrate import migrate

# No process that a test starts reaches a public service: nobody listens there.
os.environ.setdefault("SYNCOPATE_ENDPOINTS", "*=http://127.0.0.1:9")


def pytest_collection_finish() -> None:
    """Keep what was collected out of the garbage collector's way: it lives as long as the run does."""
    gc.collect()
    gc.freeze()


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


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a short, real FLAC file without tags."""
    path = tmp_path_factory.mktemp("sound") / "plain.flac"
    soundfile.write(path, [0.0, 0.1, -0.1, 0.0] * 200, 8000, subtype="PCM_16")
    return path


@pytest.fixture(scope="session")
def song(sound: Path) -> Callable[..., Path]:
    """Return what puts a tagged FLAC file in a place."""

    def make(file: Path, **tags: str) -> Path:
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(sound, file)
        tagged = mutagen.File(file)
        assert tagged is not None
        tagged.update(tags)
        tagged.save()
        return file

    return make


@pytest.fixture
def catalogue_order(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Have these catalogues asked before all others, in this order, whatever their manifests say."""

    def ask(*domains: str) -> None:
        placed = {
            domain: replace(
                manifest, catalogue_place=domains.index(domain) if domain in domains else len(domains)
            )
            for domain, manifest in registry.manifests().items()
        }
        monkeypatch.setattr(registry, "manifests", lambda: placed)

    return ask
