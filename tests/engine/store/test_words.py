"""Finding rows by words: what is found, in what order, and that the index of words follows its table."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import Connection, select, text, update
from syncopate.domain.media import IndexedTrack, Track
from syncopate.matching.ordering import sort_text
from syncopate.matching.search import search_words
from syncopate.store import libraries, tracks
from syncopate.store.browse_tables import listed_tracks
from syncopate.store.database import Database
from syncopate.store.libraries import Library
from syncopate.store.tables import libraries as libraries_table
from syncopate.store.track_lists import TrackOrder, WantedTracks, page

type Make = Callable[..., IndexedTrack]


def _keep(database: Database, library: Library, *titles: str, first: int = 1) -> None:
    rows = [_row(number, title) for number, title in enumerate(titles, first)]
    database.change(tracks.upsert, library.id, rows, library.created_at)


def _row(number: int, title: str) -> IndexedTrack:
    track = Track(key=f"{number:05}.mp3", title=title, artists=("Zoe",), duration=timedelta(minutes=3))
    return IndexedTrack(track=track)


def _found(
    database: Database, library: Library, words: str, limit: int = 100, offset: int = 0
) -> list[str | None]:
    found = database.look(tracks.search, library.id, words, limit, offset)
    assert database.look(tracks.first_found, library.id, words, limit, offset) == found.items
    return [track.title for track in found.items]


def _claim(database: Database, library: Library, count: int) -> None:
    """Let the library say how many tracks it has."""
    database.change(
        lambda connection: connection.execute(
            update(libraries_table).where(libraries_table.c.id == library.id).values(tracks=count)
        )
    )


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("riv", ["River", "Silver River"]),
        ("RIVER sil", ["Silver River"]),
        ("river silver zoe", ["Silver River"]),
        ("iver", ["River", "Silver River"]),  # no word begins so: the middle of one
        ("driver", []),
        ("夜", ["夜に駆ける", "今夜"]),  # no spaces divide words: within them too
        ("駆ける", ["夜に駆ける"]),
        ("रात", ["रात की रानी"]),
        ("रा", ["रात की रानी"]),
        ("!!!", ["!!!", "Wait!!! Now"]),
        ("!", ["!!!", "Wait!!! Now"]),
        ("wait !!!", ["Wait!!! Now"]),
        ("wait!!!", ["Wait!!! Now"]),
        ("???", ["Who???"]),
        ("????", []),
        ("+44", ["+44", "Call +44"]),
        ("★", ["★"]),
        ('"\'"', ['"\'"']),
        ("'", ['"\'"']),
        ("ac/dc", ["AC/DC Lane"]),
        ("acdc", ["AC/DC Lane"]),
        ("ac dc", ["AC/DC Lane"]),
        ("back\\slash", ["back\\slash"]),
        ("7e5 1.5", ["7e5 1.5 -3"]),
        ("3", ["7e5 1.5 -3"]),
        ("and or not near", ["AND OR NOT NEAR"]),
        ("library_id:library", []),
        ("library-1", []),  # the index of words knows of the library, a search of it does not
        ("folded : silver*", []),
        ("silver*", ["Silver River"]),
        ("x" * 700, []),
    ],
)
def test_words_are_found_by_their_beginnings_and_pieces_where_there_are_none(
    database: Database, library: Library, words: str, titles: list[str]
) -> None:
    _keep(
        database,
        library,
        *("River", "Silver River", "夜に駆ける", "今夜", "रात की रानी", "!!!", "★", '"\'"', "AC/DC Lane"),
        *("back\\slash", "7e5 1.5 -3", "AND OR NOT NEAR", "Wait!!! Now", "Who???", "+44", "Call +44"),
    )
    assert sorted(filter(None, _found(database, library, words))) == sorted(titles)


def test_a_piece_is_not_looked_for_where_a_word_begins_so(database: Database, library: Library) -> None:
    _keep(database, library, "Iver", "River")
    assert _found(database, library, "iver") == ["Iver"]


def test_names_that_begin_so_come_first_the_others_by_name(database: Database, library: Library) -> None:
    _keep(database, library, "A River", "The River", "River", "Zoo River", "Rivers", "B River Two")
    expected = ["The River", "River", "Rivers", "A River", "B River Two", "Zoo River"]
    for claimed in (0, 6, 10_000):
        _claim(database, library, claimed)
        assert _found(database, library, "river") == expected, claimed
        pages = [_found(database, library, "river", 2, offset) for offset in range(0, 8, 2)]
        assert [title for part in pages for title in part] == expected, claimed
        odd = [_found(database, library, "river", 1, offset) for offset in range(7)]
        assert [title for part in odd for title in part] == expected, claimed


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    titles=st.lists(
        st.lists(st.sampled_from(["ab", "abc", "b", "cab", "the", "ba"]), min_size=1, max_size=3).map(
            " ".join
        ),
        min_size=1,
        max_size=40,
    ),
    asked=st.lists(st.sampled_from(["a", "ab", "b", "the", "c"]), min_size=1, max_size=2).map(" ".join),
    limit=st.integers(1, 7),
)
@pytest.mark.parametrize("claimed", [0, 10_000_000])
def test_both_ways_find_what_a_plain_search_finds(
    database: Database, library: Library, claimed: int, titles: list[str], asked: str, limit: int
) -> None:
    database.change(tracks.remove_absent, library.id, set())
    _keep(database, library, *titles)
    _claim(database, library, claimed)
    wanted = [
        (not sort_text(title).startswith(sort_text(asked)), sort_text(title), number, title)
        for number, title in enumerate(titles)
        if all(any(word.startswith(one) for word in title.split()) for one in search_words(asked))
    ]
    seen = [
        title
        for at in range(0, len(titles) + limit, limit)
        for title in _found(database, library, asked, limit, at)
    ]
    if wanted:
        assert seen == [title for *_, title in sorted(wanted)]


def test_the_index_follows_what_is_changed_and_removed(database: Database, library: Library) -> None:
    _keep(database, library, "River", "Hill")
    _keep(database, library, "Valley")  # the first one is called so now
    assert _found(database, library, "river") == []
    assert _found(database, library, "val") == ["Valley"]
    _keep(database, library, "Valley")
    database.change(tracks.remove_absent, library.id, {"00002.mp3"})
    assert _found(database, library, "val") == []
    assert _found(database, library, "hill") == ["Hill"]
    _is_whole(database)


def test_the_index_forgets_a_library_with_all_it_has(database: Database, library: Library) -> None:
    _keep(database, library, "River", "Hill")
    database.change(libraries.remove, library.id)
    _is_whole(database)
    assert database.look(lambda c: c.execute(select(listed_tracks)).all()) == []


def test_one_library_of_several(database: Database, library: Library) -> None:
    other = Library(
        id="library-2",
        account_id=library.account_id,
        name="Other",
        section="other",
        created_at=library.created_at,
    )
    database.change(libraries.add, other)
    _keep(database, library, "River", "Deep River")
    _keep(database, other, "River of Gold")
    assert _found(database, library, "river") == ["River", "Deep River"]
    assert _found(database, other, "river") == ["River of Gold"]
    both = database.look(page, None, WantedTracks(query="river"), limit=10)
    assert [each.track.title for each in both.items] == ["River", "River of Gold", "Deep River"]
    assert both.total == 3


def test_words_beside_other_wishes(database: Database, library: Library) -> None:
    _keep(database, library, "River", "Deep River", "Dry River", "Dale")
    found = database.look(page, library.id, WantedTracks(query="river", letter="D"), limit=10)
    assert [each.track.title for each in found.items] == ["Deep River", "Dry River"]
    assert found.total == 2
    turned = WantedTracks(query="river", order=TrackOrder.TITLE, descending=True)
    found = database.look(page, library.id, turned, limit=2)
    assert [each.track.title for each in found.items] == ["River", "Dry River"]
    assert found.total == 3


def test_a_name_of_any_length_can_be_kept_and_found(database: Database, library: Library) -> None:
    # One sign that is eighteen letters when it is folded, and more words than an index takes.
    _keep(
        database, library, "\ufdfa" * 400, " ".join(f"word{number}" for number in range(9_000)), "x" * 5_000
    )
    assert len(_found(database, library, "word1")) == 1
    assert len(_found(database, library, "x" * 450)) == 1


def _is_whole(database: Database) -> None:
    """Raise where SQLite's index of words is not that of its table."""

    def check(connection: Connection) -> None:
        if connection.dialect.name == "sqlite":
            connection.execute(
                text(
                    "INSERT INTO listed_tracks_words (listed_tracks_words, rank) VALUES ('integrity-check', 1)"
                )
            )

    database.change(check)
