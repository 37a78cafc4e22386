"""The commands about what the libraries hold, as typed."""

from typing import TYPE_CHECKING, Any, cast

import pytest

if TYPE_CHECKING:
    from conftest import Shell


@pytest.fixture
def shelf(migrated: Shell) -> Shell:
    """Return a shell whose library has two albums of two artists."""
    for number, title in ((1, "Amber"), (2, "Copper"), (4, "Foxglove")):
        migrated.song(
            migrated.music / "Holt" / "Lanterns" / f"{number:02} {title}.flac",
            title=title,
            artist="Holt",
            album="Lanterns",
            albumartist="Holt",
            tracknumber=str(number),
            tracktotal="5",
            date="1998",
            genre="Trip Hop",
            isrc="GBAYE0601498" if number == 1 else "",
        )
    migrated.song(
        migrated.music / "The Nettles" / "Rain" / "01 Drops.flac",
        title="Drops",
        artist="The Nettles",
        album="Rain",
        albumartist="The Nettles",
        tracknumber="1",
        tracktotal="1",
        date="2005",
        genre="Folk",
    )
    done = migrated("scan", "music")
    assert done.returncode == 0, done.stderr
    return migrated


def listed(shell: Shell, field: str, *words: str) -> list[str]:
    """Return a field of all items of a list."""
    told = cast("dict[str, Any]", shell.document("library", *words))
    assert told["page"]["total"] == len(told["items"])
    return [item[field] for item in told["items"]]


def test_lists(shelf: Shell) -> None:
    assert listed(shelf, "name", "artists") == ["Holt", "The Nettles"]
    assert listed(shelf, "name", "artists", "--letter", "n") == ["The Nettles"]
    assert listed(shelf, "title", "albums", "--complete", "false") == ["Lanterns"]
    assert listed(shelf, "title", "albums", "--from", "2000", "--library", "music") == ["Rain"]
    assert listed(shelf, "title", "albums", "--sort", "year", "--descending") == ["Rain", "Lanterns"]
    assert listed(shelf, "name", "genres") == ["Trip Hop", "Folk"]
    tracks = cast("dict[str, Any]", shelf.document("library", "tracks", "--genre", "triphop", "--limit", "2"))
    assert [item["track"]["title"] for item in tracks["items"]] == ["Amber", "Copper"]
    assert tracks["page"] == {"page": 1, "limit": 2, "total": 3, "total_pages": 2, "has_next": True}
    done = shelf("library", "albums", "lanterns")
    assert done.returncode == 0, done.stderr
    assert "3 of 5, 60 %" in done.stdout
    assert "1-1 of 1" in done.stdout


def test_sums(shelf: Shell) -> None:
    told = cast("dict[str, Any]", shelf.document("library", "stats"))
    assert (told["artists"], told["albums"], told["tracks"], told["complete"]) == (2, 2, 4, 1)
    assert [(share["name"], share["tracks"]) for share in told["decades"]] == [("1990", 3), ("2000", 1)]
    done = shelf("library", "stats", "--library", "music")
    assert "2, 1 of 2 complete" in done.stdout
    assert "flac" in done.stdout


def test_lookup(shelf: Shell) -> None:
    told = cast("dict[str, Any]", shelf.document("library", "lookup", "isrc", "GB-AYE-06-01498"))
    assert [item["track"]["title"] for item in told["tracks"]] == ["Amber"]
    assert [item["title"] for item in told["albums"]] == ["Lanterns"]
    done = shelf("library", "lookup", "path", "Holt/Lanterns/02 Copper.flac")
    assert done.returncode == 0, done.stderr
    assert "Copper" in done.stdout
    nothing = shelf("library", "lookup", "isrc", "GBAYE0699999")
    assert (nothing.returncode, nothing.stdout.strip()) == (1, "Nothing is called so.")
    refused = shelf("library", "lookup", "isrc", "none")
    assert refused.returncode == 2
    assert "[invalid_input]" in refused.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("artists", "--letter", "AB"),
        ("albums", "--from", "x"),
        ("tracks", "--limit", "0"),
        ("lookup", "imdb", "x"),
        ("films",),
        (),
    ],
)
def test_what_cannot_be_typed(migrated: Shell, words: tuple[str, ...]) -> None:
    done = migrated("library", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert "usage: syncopate library" in done.stderr


def test_a_library_that_is_not_there(shelf: Shell) -> None:
    done = shelf("library", "stats", "--library", "none")
    assert done.returncode == 2
    assert "[not_found]" in done.stderr
