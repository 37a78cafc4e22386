"""Scan, sync, plan and missing as typed."""

import csv
import io
import json
import signal
from typing import TYPE_CHECKING, Any, cast

import pytest

if TYPE_CHECKING:
    from conftest import Shell


NO_DATABASE = "syncopate: There is no database yet: run `syncopate migrate` first. [database_outdated]\n"


def _told(shell: Shell, *words: str, rc: int = 0) -> dict[str, Any]:
    return cast("dict[str, Any]", shell.document(*words, rc=rc))


@pytest.mark.parametrize(
    "words",
    [("sync",), ("plan", "x"), ("scan",), ("missing",), ("keys", "list"), ("keys", "create", "x")],
)
def test_before_the_database_is_there(shell: Shell, words: tuple[str, ...]) -> None:
    done = shell(*words)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", NO_DATABASE)
    assert _told(shell, *words, rc=2)["error"]["key"] == "database_outdated"
    assert not shell.data.exists(), "a look makes no file"


def test_it_does_not_serve_before_the_database_is_there(shell: Shell) -> None:
    done = shell.apart("run")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", NO_DATABASE)
    assert not shell.data.exists(), "a look makes no file"


def test_each_in_a_process_of_its_own(migrated: Shell) -> None:
    shell, playlist = migrated, migrated.fill()
    scanned = shell.apart("scan", "music", "--json")
    assert (scanned.returncode, json.loads(scanned.stdout)["libraries"][0]["tracks"]) == (0, 3), (
        scanned.stderr
    )
    synced = shell.apart("sync", playlist.name)
    assert synced.returncode == 0, synced.stderr
    written = shell.music / "Playlists" / "Evening.m3u8"
    assert str(written) in synced.stdout
    assert "Evening" in synced.stderr, "progress in plain lines"
    assert "\x1b" not in synced.stdout + synced.stderr
    lines = [line for line in written.read_text().splitlines() if not line.startswith("#")]
    assert lines == ["../The Nettles/Copper Rain.flac", "../Holt/Amber Lanterns.flac"]


def test_from_a_playlist_file_to_a_playlist(migrated: Shell) -> None:
    shell, playlist = migrated, migrated.fill()

    done = shell("scan", "music")
    assert done.returncode == 0, done.stderr
    assert "music" in done.stdout
    again = _told(shell, "scan", str(shell.music))
    assert [item["status"] for item in again["results"]] == ["unchanged"]
    assert [item["tracks"] for item in again["libraries"]] == [3]

    done = shell("sync", playlist.name, "--explain")
    assert done.returncode == 0, done.stderr
    written = shell.music / "Playlists" / "Evening.m3u8"
    assert str(written) in done.stdout
    assert "Copper Rain.flac" in done.stdout
    assert str(shell.data / "share" / "missing_tracks_spotify.txt") in done.stdout
    assert "Evening" in done.stderr, "progress in plain lines"
    assert "\x1b" not in done.stdout + done.stderr
    lines = [line for line in written.read_text().splitlines() if not line.startswith("#")]
    assert lines == ["../The Nettles/Copper Rain.flac", "../Holt/Amber Lanterns.flac"]

    told = _told(shell, "sync", "Evening", "--explain")
    (result,) = told["results"]
    assert (result["status"], result["matched"], result["missing"]) == ("unchanged", 2, 1)
    assert told["targets"] == {result["item_id"]: str(written)}
    assert [entry["verdict"] for entry in told["entries"][result["item_id"]]] == ["match", "match", "missing"]

    (plan,) = cast("list[Any]", shell.document("plan", "Evening"))
    assert plan["plan"]["operations"] == []
    assert plan["counts"]["missing"] == 1


def test_a_plan_that_waits_is_let_through(migrated: Shell) -> None:
    shell, playlist = migrated, migrated.fill()
    shell("scan", "music")
    assert shell("sync", str(playlist)).returncode == 0
    written = shell.music / "Playlists" / "Evening.m3u8"
    written.unlink()
    done = shell("sync", "Evening")
    assert done.returncode == 1
    assert "syncopate sync Evening --approve" in done.stdout
    assert not written.exists()
    assert _told(shell, "sync", "--approve", rc=2)["error"]["key"] == "invalid_input"
    (result,) = _told(shell, "sync", "Evening", "--approve")["results"]
    assert result["status"] == "synced"
    assert written.exists()


def test_a_scan_tells_how_many_files_could_not_be_read(migrated: Shell) -> None:
    migrated.fill()
    (migrated.music / "Empty.mp3").write_bytes(b"")
    assert "1 file could not be read" in migrated("scan", "music").stdout
    (migrated.music / "Noise.ogg").write_bytes(b"noise" * 1000)
    done = migrated("scan", "music")
    assert (done.returncode, "2 files could not be read" in done.stdout) == (0, True)


def test_what_is_missing(migrated: Shell) -> None:
    shell, playlist = migrated, migrated.fill()
    shell("scan", "music")
    shell("sync", str(playlist))
    assert "Nowhere, really" in shell("missing").stdout
    done = shell("missing", "--csv")
    header, row = csv.reader(io.StringIO(done.stdout))
    assert header[:2] == ["artist", "title"]
    assert row[:2] == ["Nobody", "'=Nowhere, really"]
    (item,) = cast("list[Any]", shell.document("missing", "Evening"))
    assert item["link"] == "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC"
    lists = shell.folder / "lists"
    done = shell("missing", "--write", SYNCOPATE_SHARE_DIR=str(lists))
    assert sorted(path.name for path in lists.iterdir()) == [
        *("missing_albums_spotify.txt", "missing_albums_tidal.txt"),
        *("missing_tracks_spotify.txt", "missing_tracks_tidal.txt"),
    ]
    assert str(lists / "missing_tracks_spotify.txt") in done.stdout
    assert _told(shell, "missing", "none", rc=2)["error"] == {
        "key": "not_found",
        "detail": "There is no playlist, and no file, none.",
        "placeholders": {"what": "playlist", "id": "none"},
    }


def test_albums_are_synced_and_listed_apart(migrated: Shell) -> None:
    shell, playlist = migrated, migrated.fill()
    for title in ("Grey Gulls", "Low Water"):
        shell.song(shell.music / "H" / f"{title}.flac", title=title, artist="Holt", album="Harbours")
    shell("scan", "music")
    album = shell.folder / "Harbours.csv"
    album.write_text("Title,Artist\nGrey Gulls,Holt\nLow Water,Holt\nSignal Fires,Holt\n")
    told = _told(shell, "sync", "--albums", album.name)
    (result,) = told["results"]
    assert (result["item_name"], result["status"]) == ("Harbours", "unchanged")
    assert (result["matched"], result["missing"], told["targets"]) == (2, 1, {})
    shell("sync", str(playlist))
    done = shell("sync", "--albums", "--force")
    assert "Harbours" in done.stdout
    assert "Evening" not in done.stdout
    assert "Harbours" not in shell("sync", "--force").stdout
    both = shell("sync", "Harbours", "Evening")
    assert both.returncode == 0, both.stderr
    assert both.stdout.index("Playlists") < both.stdout.index("Albums")

    assert cast("list[Any]", shell.document("missing", "--albums")) == [
        {"artist": "Holt", "title": "Harbours", "year": None, "owned": 2, "total": 3, "link": None}
    ]
    header, row = csv.reader(io.StringIO(shell("missing", "--albums", "--csv").stdout))
    assert (header, row) == (
        ["artist", "title", "year", "owned", "total", "link"],
        ["Holt", "Harbours", "", "2", "3", ""],
    )
    text = shell("missing", "--albums", "Harbours").stdout
    assert "1 album lacks something" in text
    assert "Signal Fires" in shell("missing", "Harbours").stdout
    assert _told(shell, "missing", "--albums", "Evening", rc=2)["error"]["key"] == "not_found"


def test_a_name_that_two_have_needs_the_id(migrated: Shell) -> None:
    shell = migrated
    for folder in ("a", "b"):
        shell.song(shell.folder / folder / "Music" / "Holt.flac", title="Amber Lanterns", artist="Holt")
        (shell.folder / folder / "Evening.csv").write_text("Title,Artist\nAmber Lanterns,Holt\n")
        _told(shell, "scan", f"{folder}/Music")
        shell("sync", f"{folder}/Evening.csv")
    for words, what in ((("plan", "Evening"), "playlists"), (("scan", "Music"), "libraries")):
        error = _told(shell, *words, rc=2)["error"]
        assert (error["key"], len(error["placeholders"]["ids"].split(", "))) == ("conflict", 2)
        assert error["detail"].startswith(f"2 {what} are called {words[1]}: use the id (")
    one, _ = error["placeholders"]["ids"].split(", ")
    assert [item["item_id"] for item in _told(shell, "scan", one)["results"]] == [one]


def test_what_cannot_be_done_says_why(migrated: Shell) -> None:
    shell = migrated
    playlist = shell.fill()
    assert _told(shell, "scan", "nowhere", rc=2)["error"]["key"] == "not_found"
    assert _told(shell, "plan", str(playlist), rc=2)["error"]["key"] == "not_configured"
    (shell.folder / "noise.csv").write_bytes(b"\0\1\2\3" * 50)
    assert _told(shell, "sync", "noise.csv", rc=2)["error"]["key"] == "unreadable_playlist"
    told = _told(shell, "sync", rc=1)
    assert [result["error"] for result in told["results"]] == ["not_configured"]
    shell("scan", "music")
    shell.music.rename(shell.folder / "away")
    done = shell("scan")
    assert done.returncode == 1
    assert "cannot be read" in done.stdout
    told = _told(shell, "sync", rc=1)
    assert [(item["status"], item["error"]) for item in told["results"]] == [
        ("unknown", "library_unavailable")
    ]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("TZ", "Mars/Olympus", "not a time zone"),
        ("SYNCOPATE_PORT", "99999", "not a port"),
        ("SYNCOPATE_LOG_LEVEL", "loud", "log level"),
        ("SYNCOPATE_DATABASE_URL", "planted-secret@nowhere", "not the address of a database"),
    ],
)
def test_an_environment_that_makes_no_sense(migrated: Shell, name: str, value: str, words: str) -> None:
    done = migrated("missing", **{name: value})
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert "planted-secret" not in done.stderr


def test_interrupted(migrated: Shell) -> None:
    shell = migrated
    one = shell.music / "Song.mp3"
    one.parent.mkdir(parents=True, exist_ok=True)
    one.write_bytes(b"x" * 2000)
    # Enough that the scan still runs when the signal comes, on a fast machine and on a busy one.
    for number in range(20_000):
        folder = shell.music / f"Artist {number % 200}"
        folder.mkdir(exist_ok=True)
        (folder / f"Song {number}.mp3").hardlink_to(one)
    running = shell.start("scan", "music")
    try:
        assert running.stderr is not None
        running.stderr.readline()
        running.send_signal(signal.SIGINT)
        _, errors = running.communicate(timeout=20)
    finally:
        running.kill()
    assert running.returncode == 130, errors
    assert "Traceback" not in errors
    assert _told(shell, "scan")["results"][0]["status"] in {"synced", "unchanged"}


def test_a_closed_pipe_is_no_trouble(migrated: Shell) -> None:
    running = migrated.start("openapi")
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.read(10)
    running.stdout.close()
    errors = running.stderr.read()
    running.wait(timeout=20)
    running.stderr.close()
    assert "Traceback" not in errors
