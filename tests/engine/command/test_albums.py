"""The command about an album, as typed."""

from typing import TYPE_CHECKING, Any, cast

import pytest

if TYPE_CHECKING:
    from conftest import Shell


@pytest.fixture
def shelf(migrated: Shell) -> Shell:
    """Return a shell whose library has 3 of 5 tracks of an album."""
    for number, title in ((1, "Amber"), (2, "Copper"), (4, "Foxglove")):
        migrated.song(
            migrated.music / "Holt" / "Lanterns" / f"{number:02} {title}.flac",
            title=title,
            artist="Holt",
            album="Lanterns",
            albumartist="Holt",
            tracknumber=str(number),
            tracktotal="5",
        )
    done = migrated("scan", "music")
    assert done.returncode == 0, done.stderr
    return migrated


def test_an_album_with_gaps(shelf: Shell) -> None:
    done = shelf("album", "holt - lanterns")
    assert done.returncode == 0, done.stderr
    assert "Holt - Lanterns: 3 of 5 tracks, 60 %" in done.stdout
    assert done.stdout.count("missing") == 2
    told = cast("dict[str, Any]", shelf.document("album", "Lanterns"))
    assert (told["verdict"], told["owned"], told["total"], told["percent"]) == ("match", 3, 5, 60)
    assert told["missing"] == [{"disc": 1, "number": 3}, {"disc": 1, "number": 5}]
    assert [track["title"] for track in told["tracks"]] == ["Amber", "Copper", "Foxglove"]


def test_an_album_that_is_not_there(shelf: Shell) -> None:
    done = shelf("album", "Holt - Lanterns (Deluxe Edition)")
    assert done.returncode == 1
    assert "only another edition is there" in done.stdout
    assert "Holt - Lanterns" in done.stdout
    told = cast("dict[str, Any]", shelf.document("album", "Nobody - Nothing", rc=1))
    assert (told["verdict"], told["reason"], told["album"]) == ("missing", "nothing_similar", None)


def test_a_library_that_is_not_there(shelf: Shell) -> None:
    done = shelf("album", "x", "--library", "none")
    assert (done.returncode, done.stdout) == (2, "")
    assert "[not_found]" in done.stderr
