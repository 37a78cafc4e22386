"""An album of a source against a library: verdict, evidence, where its tracks are."""

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings, strategies as st
from syncopate.domain.album import AlbumMatch, SourceAlbum, SourceTrack, Whereabouts
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.match import Aspect, Decision, Ruling, Says, Verdict
from syncopate.domain.media import Track
from syncopate.matching import Decisions, LibraryIndex, entry_identity, track_identities
from syncopate.matching.album_tracks import entry_of
from syncopate.matching.albums import match_album, unknown_album
from syncopate.matching.albums_index import AlbumIndex
from syncopate.matching.aliases import Aliases

CHAOSPHERE = ("Concatenation", "New Millennium Cyanide Christ", "Corridor of Chameleons", "Neurotica", "Sane")


def held(
    artist: str, album: str, *titles: str, year: int | None = None, total: int | None = None
) -> list[Track]:
    """Return the files of an album, each as long as its title."""
    return [
        Track(
            key=f"{artist}/{album}/{number:02} {title}.flac",
            title=title,
            artists=(artist,),
            album=album,
            album_artist=artist,
            duration=length(title),
            number=number,
            track_total=total,
            year=year,
        )
        for number, title in enumerate(titles, 1)
    ]


def length(title: str) -> timedelta:
    """Return a length that is the title's own."""
    return timedelta(seconds=120 + sum(title.encode()) % 240)


def wanted(
    artist: str, album: str, *titles: str, year: int | None = None, count: int | None = None
) -> SourceAlbum:
    """Return the same as a source would list it."""
    return SourceAlbum(
        title=album,
        artists=(artist,) if artist else (),
        year=year,
        count=count,
        tracks=tuple(
            SourceTrack(title=title, number=number, duration=length(title))
            for number, title in enumerate(titles, 1)
        ),
    )


def find(source: SourceAlbum, tracks: Iterable[Track], decisions: Decisions | None = None) -> AlbumMatch:
    """Match an album against a library."""
    there = list(tracks)
    return match_album(source, AlbumIndex.build(there), LibraryIndex.build(there), decisions or Decisions())


def says(match: AlbumMatch, aspect: Aspect) -> Says | None:
    """Return what one aspect of the first candidate says."""
    return next((item.says for item in match.candidates[0].evidence if item.aspect is aspect), None)


def test_an_album_that_is_there_is_matched_with_all_its_tracks() -> None:
    match = find(wanted("Meshuggah", "Chaosphere", *CHAOSPHERE), held("Meshuggah", "Chaosphere", *CHAOSPHERE))
    assert match.verdict is Verdict.MATCH
    assert [item.where for item in match.tracks] == [Whereabouts.HERE] * 5
    assert match.completeness is not None
    assert match.completeness.percent == 100


def test_an_anniversary_edition_is_another_one_and_its_tracks_are_owned() -> None:
    source = wanted(
        "Meshuggah", "Chaosphere (25th Anniversary Remastered 2023 Edition)", *CHAOSPHERE, year=2023
    )
    match = find(source, held("Meshuggah", "Chaosphere", *CHAOSPHERE, year=1998))
    assert (match.verdict, match.reason) == (Verdict.MISSING, "other_edition")
    assert says(match, Aspect.EDITION) is Says.DISAGREES
    assert match.owned == 5
    assert {item.where for item in match.tracks} == {Whereabouts.ELSEWHERE}
    assert {item.album for item in match.tracks} == {"Chaosphere"}


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Napoleon Dynamite (Music From The Motion Picture)", "Napoleon Dynamite OST"),
        ("Drive (Original Motion Picture Soundtrack)", "Drive: Original Soundtrack"),
        ("Abbey Road (Remastered)", "Abbey Road"),
        ("Parachutes (Explicit)", "Parachutes"),
        ("Кино", "Kino"),
        ("The Wall", "The Wall (Disc 1)"),
        ("Greatest Hits, Vol. 2", "Greatest Hits Volume II"),
        ("Hello World - EP", "Hello World"),
    ],
)
def test_the_same_album_under_another_title(ours: str, theirs: str) -> None:
    for one, other in ((ours, theirs), (theirs, ours)):
        match = find(wanted("Somebody", one, *CHAOSPHERE), held("Somebody", other, *CHAOSPHERE))
        assert match.verdict is Verdict.MATCH, (one, other, match.candidates)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("B小町 キャラクターCD Vol.4", "B小町 キャラクターCD Vol.4.5"),
        ("無職転生 サウンドトラック", "無職転生 サウンドトラック2"),
        ("Led Zeppelin II", "Led Zeppelin III"),
        ("Awesome Mix Vol. 1", "Awesome Mix Vol. 2"),
        ("1989", "1989 (Taylor's Version)"),
        ("Parachutes", "Parachutes (Live)"),
        ("Nevermind (Super Deluxe)", "Nevermind"),
        ("Clair Obscur: Expedition 33 (Original Soundtrack)", "Nos vies en Lumière (Bonus Edition)"),
    ],
)
def test_another_album_under_a_like_title(ours: str, theirs: str) -> None:
    for one, other in ((ours, theirs), (theirs, ours)):
        match = find(wanted("Somebody", one, count=12), held("Somebody", other, *CHAOSPHERE, total=5))
        assert match.verdict is not Verdict.MATCH, (one, other, match.candidates)


def test_the_right_volume_is_chosen_beside_the_others() -> None:
    library = held("B小町", "CD Vol.4", "a song", "b song", "c song") + held(
        "B小町", "CD Vol.4.5", "d song", "e song"
    )
    match = find(wanted("B小町", "CD Vol.4.5", "d song", "e song"), library)
    assert match.verdict is Verdict.MATCH
    assert match.candidates[0].evidence
    assert [item.where for item in match.tracks] == [Whereabouts.HERE] * 2


def test_deluxe_with_the_same_tracks_is_the_same_with_more_is_not() -> None:
    library = held("Somebody", "Album", *CHAOSPHERE)
    same = find(wanted("Somebody", "Album (Deluxe)", *CHAOSPHERE), library)
    assert same.verdict is Verdict.MATCH
    more = find(wanted("Somebody", "Album (Deluxe)", *CHAOSPHERE, "Extra One", "Extra Two"), library)
    assert (more.verdict, more.reason, more.owned) == (Verdict.MISSING, "other_edition", 5)


def test_another_artists_album_of_the_same_name_is_not_it() -> None:
    match = find(wanted("Adele", "25", "Hello", "Remedy"), held("Blonker", "25", "Travelling", "Fields"))
    assert match.verdict is Verdict.MISSING


def test_a_compilation_is_found_whoever_it_is_filed_under() -> None:
    titles = ("Hooked on a Feeling", "Go All the Way", "Spirit in the Sky", "Moonage Daydream")
    names = ("Blue Swede", "Raspberries", "Norman Greenbaum", "David Bowie")
    library = [
        replace(track, artists=(name,), album_artist="Various Artists")
        for track, name in zip(held("x", "Awesome Mix, Vol. 1", *titles), names, strict=True)
    ]
    plain = wanted("Various Artists", "Awesome Mix Vol. 1 (Original Motion Picture Soundtrack)", *titles)
    tracks = tuple(replace(track, artists=(name,)) for track, name in zip(plain.tracks, names, strict=True))
    for artists in (("Various Artists",), (), names[:1]):
        match = find(replace(plain, artists=artists, tracks=tracks), library)
        assert match.verdict is Verdict.MATCH, artists
        assert match.owned == 4


def test_a_composers_score_is_found_under_its_orchestra() -> None:
    titles = ("Mars", "Venus", "Mercury", "Jupiter", "Saturn")
    source = SourceAlbum(
        title="The Planets",
        artists=("Gustav Holst", "London Symphony Orchestra"),
        tracks=tuple(SourceTrack(title=title, duration=length(title)) for title in titles),
    )
    match = find(source, held("London Symphony Orchestra", "The Planets", *titles))
    assert match.verdict is Verdict.MATCH


def test_a_track_on_another_album_is_found_and_said_so() -> None:
    library = held("Somebody", "Album", *CHAOSPHERE[:3]) + held(
        "Somebody", "Best Of", *CHAOSPHERE[3:], "Else"
    )
    match = find(wanted("Somebody", "Album", *CHAOSPHERE), library)
    assert match.verdict is Verdict.MATCH
    assert [item.where.value for item in match.tracks] == ["here"] * 3 + ["elsewhere"] * 2
    assert match.tracks[3].album == "Best Of"
    assert match.completeness is not None
    assert (match.completeness.owned, match.completeness.total, match.completeness.percent) == (3, 5, 60)
    assert [place.number for place in match.completeness.missing] == [4, 5]


def test_an_artist_is_known_by_another_name() -> None:
    library = held("Joe Hisaishi", "Summer", *CHAOSPHERE)
    source = wanted("久石譲", "Summer", *CHAOSPHERE)
    aliases = Aliases.among([("久石譲", "Joe Hisaishi")])
    albums, index = AlbumIndex.build(library), LibraryIndex.build(library)
    match = match_album(source, albums, index, aliases=aliases)
    assert match.verdict is Verdict.MATCH
    assert match.owned == 5


def test_a_release_id_settles_it() -> None:
    release = ExternalId(IdKind.MB_RELEASE, "a1b2c3d4-0000-4000-8000-000000000001")
    library = [replace(track, ids=frozenset({release})) for track in held("Somebody", "Albumm", *CHAOSPHERE)]
    source = replace(wanted("Somebody", "Another Name", *CHAOSPHERE), ids=frozenset({release}))
    match = find(source, library)
    assert (match.verdict, match.reason) == (Verdict.MATCH, "same_id")


def test_a_single_is_not_the_album_it_is_named_for() -> None:
    titles = [f"Song number {number}" for number in range(10)]
    library = held("Radiohead", "Creep", "Creep", total=1)
    match = find(wanted("Radiohead", "Creep", "Creep", *titles), library)
    assert match.verdict is not Verdict.MATCH
    assert says(match, Aspect.COUNT) is Says.DISAGREES


def test_namesakes_are_told_apart_by_their_years_or_asked_about() -> None:
    blue, green = [f"Blue {n}" for n in range(10)], [f"Green {n}" for n in range(10)]
    library = held("Weezer", "Weezer", *blue, year=1994)
    library += [
        replace(track, key=f"green/{track.key}") for track in held("Weezer", "Weezer", *green, year=2001)
    ]
    assert len(AlbumIndex.build(library)) == 2
    found = find(wanted("Weezer", "Weezer", *green, year=2001), library)
    assert found.verdict is Verdict.MATCH
    assert found.owned == 10
    unsure = find(wanted("Weezer", "Weezer", count=10), library)
    assert unsure.verdict is Verdict.REVIEW


def test_what_the_user_ruled_of_a_track_counts() -> None:
    library = held("Somebody", "Album", *CHAOSPHERE)
    source = wanted("Somebody", "Album", *CHAOSPHERE)
    refused = entry_of(source.tracks[0], source, 0)
    decisions = Decisions.of(
        [Decision(entry_identity(refused), Ruling.IS_NOT, library[0].key, track_identities(library[0]))]
    )
    match = find(source, library, decisions)
    assert match.tracks[0].where is Whereabouts.MISSING
    assert [item.where for item in match.tracks[1:]] == [Whereabouts.HERE] * 4


def test_an_unreadable_library_makes_nothing_missing() -> None:
    match = unknown_album(wanted("Somebody", "Album", *CHAOSPHERE))
    assert match.verdict is Verdict.UNKNOWN
    assert {item.where for item in match.tracks} == {Whereabouts.UNKNOWN}


@pytest.mark.parametrize(
    "title", ["", " ", "!!!", "(", "x" * 100_000, "\0\x1f", "Vol.", "OST", "(Deluxe Edition)"]
)
def test_odd_titles_are_judged(title: str) -> None:
    library = held("Somebody", title, *CHAOSPHERE)
    assert find(wanted("Somebody", title, *CHAOSPHERE), library).owned == 5
    assert find(wanted("Somebody", title), held("Else", "Other", "Song")).verdict is Verdict.MISSING


_NAMES = st.sampled_from(["Blue Line", "Red Door", "Deep Water", "Кино Лето", "피 땀 눈물", "Long Way"])
_TITLES = st.lists(
    st.text("abcdefghij ", min_size=4, max_size=12).filter(str.strip),
    min_size=3,
    max_size=9,
    unique_by=lambda t: t.replace(" ", ""),
)
_REMARKS = st.sampled_from(
    ["", " (Deluxe Edition)", " (Remastered)", " Vol. 2", " (Live)", " OST", " (Disc 1)"]
)


@settings(max_examples=60, deadline=None)
@given(_NAMES, _TITLES, _REMARKS, _REMARKS, st.randoms(use_true_random=False))
def test_order_and_sides_do_not_matter(
    name: str, titles: list[str], one: str, other: str, chance: random.Random
) -> None:
    total = len(titles)
    straight = find(
        wanted("Somebody", name + one, *titles), held("Somebody", name + other, *titles, total=total)
    )
    swapped = find(
        wanted("Somebody", name + other, *titles), held("Somebody", name + one, *titles, total=total)
    )
    assert straight.verdict is swapped.verdict
    source = wanted("Somebody", name + one, *titles)
    shuffled = list(source.tracks)
    chance.shuffle(shuffled)
    library = held("Somebody", name + other, *titles, total=total)
    chance.shuffle(library)
    mixed = find(replace(source, tracks=tuple(shuffled)), library)
    assert (mixed.verdict, mixed.album_key, mixed.owned) == (
        straight.verdict,
        straight.album_key,
        straight.owned,
    )


@settings(max_examples=60, deadline=None)
@given(_NAMES, _TITLES, st.data())
def test_a_part_of_an_album_is_that_part_of_it(name: str, titles: list[str], data: st.DataObject) -> None:
    total = len(titles)
    whole = held("Somebody", name, *titles, total=total)
    part = data.draw(st.lists(st.sampled_from(whole), min_size=1, unique_by=lambda track: track.key))
    album = next(iter(AlbumIndex.build(part)))
    assert (album.completeness.owned, album.completeness.total) == (len(part), total)
    gone = sorted(track.number or 0 for track in whole if track not in part)
    assert [place.number for place in album.completeness.missing] == gone
    match = find(wanted("Somebody", name, *titles), part)
    assert match.verdict is Verdict.MATCH
    assert match.completeness == album.completeness
