"""Exports as typed: to standard output, to files and folders, and as a document."""

import subprocess
import sys
from typing import TYPE_CHECKING, Any, cast

import pytest

if TYPE_CHECKING:
    from conftest import Shell


@pytest.fixture
def evening(migrated: Shell) -> Shell:
    """Return a shell with a playlist that was synced."""
    lists = migrated.fill()
    assert migrated("scan", "music").returncode == 0
    assert migrated("sync", str(lists)).returncode == 0
    return migrated


def test_it_is_written_to_standard_output(evening: Shell) -> None:
    done = evening("playlists", "export", "Evening")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[:2] == ["#EXTM3U", "#PLAYLIST:Evening"]
    assert [line for line in lines if not line.startswith("#")] == [
        str(evening.music / "The Nettles" / "Copper Rain.flac"),
        str(evening.music / "Holt" / "Amber Lanterns.flac"),
    ]
    asked = ("--path-from", str(evening.music), "--path-to", "Z:\\Music", "--library", "music")
    there = evening("playlists", "export", "Evening", *asked).stdout.splitlines()
    first = next(line for line in there if not line.startswith("#"))
    assert first == "Z:\\Music\\The Nettles\\Copper Rain.flac"


def test_links_at_a_service_are_those_that_are_known(evening: Shell) -> None:
    done = evening("playlists", "export", "Evening", "--links", "spotify")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == "# Evening: 1 of 3 at Spotify"
    told = cast(
        "Any", evening.document("playlists", "export", "Evening", "--links", "TIDAL", "--format", "csv")
    )
    assert told["links"] == {"found": 0, "not_found": 3}
    assert evening("playlists", "export", "Evening", "--find").returncode != 0
    assert evening("playlists", "export", "Evening", "--links", "folder").returncode != 0


def test_bytes_are_as_they_are_in_the_file(evening: Shell) -> None:
    words = ("playlists", "export", "Evening", "--format", "csv")
    done = subprocess.run(
        [sys.executable, "-m", "syncopate", *words],
        env=evening.environment,
        cwd=evening.folder,
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.startswith(b"\xef\xbb\xbfposition,title,")
    assert done.stdout.endswith(b"\r\n")
    assert b'"\'=Nowhere, really"' in done.stdout


def test_a_file_says_its_format_and_a_folder_takes_its_name(evening: Shell) -> None:
    (evening.folder / "lists").mkdir(exist_ok=True)
    (evening.folder / "new").mkdir()
    done = evening("playlists", "export", "Evening", "--output", "lists/late.XSPF")
    assert "late.XSPF: 3 entries, 2 with files" in done.stdout
    assert (evening.folder / "lists" / "late.XSPF").read_text().startswith("<?xml")
    for words in (("lists",), ("new/", "--format", "jspf")):
        told = cast("Any", evening.document("playlists", "export", "Evening", "--output", *words))
        name = "Evening.m3u8" if words == ("lists",) else "Evening.jspf"
        assert told["path"] == str(evening.folder / words[0].rstrip("/") / name)
        assert (evening.folder / words[0] / name).is_file()


def test_a_dash_is_standard_output(evening: Shell) -> None:
    plain = evening("playlists", "export", "Evening", "--format", "xspf").stdout
    assert evening("playlists", "export", "Evening", "--format", "xspf", "--output", "-").stdout == plain
    assert not (evening.folder / "-").exists()
    told = cast("Any", evening.document("playlists", "export", "Evening", "--output", "-"))
    assert (told["format"], told["content"].startswith("#EXTM3U\n")) == ("m3u8", True)


def test_a_folder_that_is_not_there_is_not_made(evening: Shell) -> None:
    for place in ("nowhere/late.csv", "nowhere/deeper/late.csv", "nowhere/"):
        told = cast("Any", evening.document("playlists", "export", "Evening", "--output", place, rc=2))
        assert (told["error"]["key"], "nowhere" in told["error"]["detail"]) == ("invalid_input", True)
    assert not (evening.folder / "nowhere").exists()


def test_a_document_has_all_of_it(evening: Shell) -> None:
    told = cast("Any", evening.document("playlists", "export", "Evening", "--format", "m3u"))
    assert (told["filename"], told["format"], told["entries"], told["files"]) == ("Evening.m3u", "m3u", 3, 2)
    assert told["content"].startswith("#EXTM3U\n")


def test_what_is_refused(evening: Shell) -> None:
    def key(*words: str) -> str:
        told = cast("Any", evening.document("playlists", "export", *words, rc=2))
        return str(told["error"]["key"])

    assert key("Morning") == "not_found"
    assert key("Evening", "--library", "nowhere") == "not_found"
    assert key("Evening", "--output", "list.pls") == "invalid_input"
    (evening.folder / "file").touch()
    assert key("Evening", "--output", "file/x.csv") == "write_failed"
    assert evening("playlists", "export", "Evening", "--format", "pls").returncode == 2
