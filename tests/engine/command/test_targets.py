"""Where a playlist is kept, and the plan of each place, as typed."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

if TYPE_CHECKING:
    from conftest import Shell


@pytest.fixture
def twice(migrated: Shell) -> Shell:
    """Return a shell with a playlist on `music`, and a library `attic` with one of its songs."""
    shell, lists = migrated, migrated.fill()
    shell.song(shell.folder / "attic" / "Holt" / "Amber Lanterns.flac", title="Amber Lanterns", artist="Holt")
    assert shell("scan", "music").returncode == 0
    assert shell("sync", str(lists)).returncode == 0
    assert shell("scan", "attic").returncode == 0
    return shell


def listed(shell: Shell, *words: str, rc: int = 0) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", shell.document(*words, rc=rc))


def test_a_playlist_is_kept_in_one_more_place_and_in_one_less(twice: Shell) -> None:
    (only,) = listed(twice, "targets", "list", "Evening")
    assert (only["library"], only["kind"], only["last_status"]) == ("music", "playlist", "synced")
    assert only["place"] == str(twice.music / "Playlists" / "Evening.m3u8")
    both = listed(twice, "targets", "add", "Evening", "attic")
    assert [(one["library"], one["last_status"]) for one in both] == [("music", "synced"), ("attic", None)]
    text = twice("targets", "list", "Evening").stdout
    assert "not synced yet" in text
    assert both[1]["id"] in text
    assert twice("sync", "--force").returncode == 0
    written = twice.folder / "attic" / "Playlists" / "Evening.m3u8"
    assert written.exists()
    left = listed(twice, "targets", "remove", "Evening", "attic", "--delete")
    assert [one["library"] for one in left] == ["music"]
    assert not written.exists()


def test_what_is_refused(twice: Shell) -> None:
    def key(*words: str) -> str:
        return str(cast("Any", twice.document("targets", *words, rc=2))["error"]["key"])

    assert key("add", "Evening", "attic", "--kind", "favourites") == "invalid_input"
    assert key("add", "Evening", "attic", "--user", "anna") == "invalid_input"
    assert key("add", "Evening", "nowhere") == "not_found"
    assert key("remove", "Evening", "attic") == "not_found"
    assert key("list", "Morning") == "not_found"
    assert twice("targets", "add", "Evening", "attic", "--kind", "radio").returncode == 2
    (last,) = listed(twice, "targets", "remove", "Evening", "music")
    assert (last["kind"], last["place"]) == ("nothing", None)
    assert key("remove", "Evening", "music") == "conflict"


def test_the_plan_of_each_place_and_the_one_that_went_wrong(twice: Shell) -> None:
    twice("targets", "add", "Evening", "attic")
    here, there = listed(twice, "plan", "Evening")
    assert (here["library"], here["plan"]["operations"]) == ("music", [])
    assert [each["kind"] for each in there["plan"]["operations"]] == ["create", "add"]
    text = twice("plan", "Evening").stdout
    assert "Evening → music: 0 operations" in text
    assert "Evening → attic: 2 operations" in text

    shutil.rmtree(twice.folder / "attic")
    here, away = listed(twice, "plan", "Evening", rc=1)
    assert (here["plan"]["operations"], away["error"]["key"]) == ([], "library_unavailable")
    done = twice("plan", "Evening")
    assert done.returncode == 1
    assert "Evening → attic: nothing can be said now" in done.stdout
    told = cast("Any", twice.document("sync", "Evening", rc=1))
    (result,) = told["results"]
    assert result["status"] == "unknown"
    assert result["detail"].startswith("attic: ")
    assert Path(twice.music / "Playlists" / "Evening.m3u8").exists()
