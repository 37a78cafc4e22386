"""Why a name is which track, and what was decided, on the command line."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from syncopate.domain.match import Ruling
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.matching.decisions import decided
from syncopate.store import accounts, decisions, libraries
from syncopate.store.accounts import Account
from syncopate.store.database import Database
from syncopate.store.decisions import Signature
from syncopate.store.libraries import Library

if TYPE_CHECKING:
    from conftest import Shell

AT = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def household(migrated: Shell) -> Shell:
    """Return a shell with a scanned library of two songs."""
    for title, artist in (("Halo", "Beyoncé"), ("Hurt", "Johnny Cash")):
        migrated.song(migrated.music / f"{title}.flac", title=title, artist=artist)
    assert migrated("scan", str(migrated.music)).returncode == 0
    return migrated


def test_a_match_is_explained(household: Shell) -> None:
    told = household("match", "Johnny Cash - Hurt (2002 Remaster)", "--duration", "0:01")
    assert told.returncode == 0, told.stderr
    for words in ("johnnycash", "Verdict: match", "Hurt.flac", "found by name", "2 tracks", "duration"):
        assert words in told.stdout, told.stdout
    assert "2002" in told.stdout

    document: Any = household.document("match", "beyonce – halo")
    assert document["explanation"]["match"]["track_key"] == "Halo.flac"
    assert document["explanation"]["read"]["artists"] == ["beyonce"]
    nothing: Any = household.document("match", "Nobody - Nothing", "--library", "music", rc=1)
    assert nothing["explanation"]["match"]["verdict"] == "missing"


@pytest.mark.parametrize(
    "words", [("x", "--isrc", "nonsense"), ("x", "--duration", "soon"), ("x", "--library", "none"), ("  ",)]
)
def test_what_cannot_be_looked_for(household: Shell, words: tuple[str, ...]) -> None:
    assert household("match", *words).returncode == 2


def test_decisions_are_listed_and_taken_back(household: Shell) -> None:
    assert "0 of 0" in household("decisions", "list").stdout
    for which in ("7", "no-such-batch"):
        refused = household("decisions", "undo", which)
        assert (refused.returncode, "not_found" in refused.stderr) == (2, True)
    listed: Any = household.document("decisions", "list", "--all", "--limit", "3")
    assert listed == {"total": 0, "decisions": [], "present_keys": {}}


def _unread(shell: Shell, name: str = "Unread") -> str:
    """Add a library that was never read, and return its id."""
    database = Database.open(f"sqlite:///{shell.data / 'syncopate.db'}")
    account = Account(
        id=name, provider="folder", name=name, settings={"path": str(shell.music)}, created_at=AT
    )
    database.change(accounts.add, account)
    database.change(libraries.add, Library(id=f"id of {name}", account_id=name, name=name, created_at=AT))
    database.close()
    return f"id of {name}"


def test_of_a_library_that_was_never_read_nothing_is_known(migrated: Shell) -> None:
    _unread(migrated)
    told = migrated("match", "Radiohead - Creep", "--library", "Unread")
    assert told.returncode == 1, told.stderr
    assert "Verdict: unknown (library_unknown)" in told.stdout
    assert "was not read yet" in told.stdout
    asked = migrated("album", "Radiohead - Pablo Honey")
    assert (asked.returncode, asked.stdout.partition(":")[0]) == (1, "unknown")


def test_of_several_libraries_each_is_named(migrated: Shell) -> None:
    _unread(migrated)
    _unread(migrated, "Vinyl")
    for words in (("match", "Radiohead - Creep"), ("album", "Radiohead - Pablo Honey")):
        asked = migrated(*words)
        assert asked.returncode == 2
        assert "Unread (id of Unread), Vinyl (id of Vinyl)" in asked.stderr
        assert "[invalid_input]" in asked.stderr


def test_a_decision_shows_where_the_file_is_now(household: Shell) -> None:
    track = Track(key="Hurt.flac", title="Hurt", artists=("Johnny Cash",), duration=timedelta(seconds=1))
    entry = Entry(position=0, title="Hurt", artists=("J. Cash",))
    database = Database.open(f"sqlite:///{household.data / 'syncopate.db'}")
    (library,) = database.look(libraries.every)
    made = decided(entry, Ruling.IS, track, library.id)
    database.change(decisions.add, made, Signature(at=AT, by="somebody"))
    database.close()
    assert "Hurt.flac" in household("decisions", "list").stdout
    (household.music / "Hurt.flac").rename(household.music / "Moved.flac")
    household("scan", str(household.music))
    listed = household("decisions", "list").stdout
    assert "Moved.flac" in listed
    assert "Hurt.flac" not in listed
    (household.music / "Moved.flac").unlink()
    household("scan", str(household.music))
    assert "gone (was Hurt.flac)" in household("decisions", "list").stdout
