"""`syncopate playlists replace-file`: a new file for a playlist that was made of an uploaded one."""

from typing import TYPE_CHECKING, Any, cast

import pytest
from syncopate.bootstrap.base import opened_kit
from syncopate.settings import Environment
from syncopate.sync.mirrors import NewMirror, add_file

if TYPE_CHECKING:
    from conftest import Shell

CSV = b"Title,Artist\nCopper Rain,The Nettles\n"


@pytest.fixture
async def household(migrated: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Return a shell beside a library, and a playlist that was uploaded on a page."""
    migrated.fill()
    assert migrated("libraries", "add", "--folder", "music").returncode == 0
    for name, value in migrated.environment.items():
        monkeypatch.setenv(name, value)
    async with opened_kit(Environment.read()) as kit:
        await add_file(kit, "Evening.csv", CSV, NewMirror(label="Family"))
    return migrated


async def test_the_next_sync_reads_the_new_file(household: Shell) -> None:
    new = household.folder / "an export.csv"
    new.write_text("Foo;Bar\nAmber Lanterns;Holt\nFoxglove;Vesper\n")
    words = ("playlists", "replace-file", "Evening", str(new))
    unknown = household(*words)
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "[unknown_columns]" in unknown.stderr
    done = household(*words, "--column", "title=Foo", "--column", "artist=Bar")
    assert (done.returncode, done.stdout) == (0, "The next sync reads it: syncopate sync Evening\n"), (
        done.stderr
    )
    household("scan")
    synced = cast("dict[str, Any]", household.document("sync", "Evening", "--force"))
    [result] = synced["results"]
    assert (result["item_name"], result["matched"], result["missing"]) == ("Evening", 2, 0)


async def test_what_is_not_replaced(household: Shell) -> None:
    words = ("playlists", "replace-file", "Evening")
    gone = household(*words, "nothing.csv")
    assert gone.returncode == 2
    assert "nothing.csv cannot be read: No such file or directory. [invalid_input]" in gone.stderr
    large = household.folder / "large.csv"
    with large.open("wb") as file:
        file.truncate(10_000_001)
    assert "[playlist_too_large]" in household(*words, "large.csv").stderr
    (household.folder / "head.csv").write_text("Title,Artist\n")
    assert "head has headings, but no track below them." in household(*words, "head.csv").stderr
    assert household("playlists", "replace-file", "Morning", "head.csv").returncode == 2
    # What lies elsewhere is changed where it lies.
    (household.folder / "Mine.csv").write_bytes(CSV)
    assert household("sync", "Mine.csv").returncode == 0
    other = household("playlists", "replace-file", "Mine", "Mine.csv")
    assert "Only what was made of an uploaded file can get a new one." in other.stderr
