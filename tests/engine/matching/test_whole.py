"""Properties of the whole: libraries and entries with realistic names, in whatever order and spelling."""

import string
import unicodedata
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from syncopate.domain.match import Match, Verdict
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.matching import Decisions, LibraryIndex, match_entry
from syncopate.matching.artists import artist_keys, main_key, name_keys
from syncopate.matching.keys import compact, key
from syncopate.matching.versions import read_title

NONE = Decisions()
SLOW = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
QUICK = settings(deadline=None, max_examples=300)

WORDS = [
    "Love",
    "Night",
    "Fire",
    "River",
    "Heart",
    "Dance",
    "Light",
    "Summer",
    "Winter",
    "Golden",
    "Broken",
    "Silver",
    "Angel",
    "Road",
    "Home",
    "Blue",
    "Rain",
    "Star",
    "Live",
    "Forever",
    "Long",
    "Cover",
    "Radio",
    "Acoustic",
    "Take",
    "Demo",
    "Mix",
    "Version",
    "Single",
    "Birds",
    "Feather",
    "Magical",
    "Tour",
    "Intro",
    "Halo",
    "Straße",
    "Größe",
    "Été",
    "Café",
    "Ángel",
    "Niño",
    "Łódź",
    "Ænima",
    "Søren",
    "Übermut",
    "Groß",
    "naïve",
    "I'm",
    "Don't",
    "R.E.M.",
    "T.N.T.",
    "7",
    "99",
    "1999",
    "22",
    "II",
    "IV",
    "Группа",
    "крови",
    "Звезда",
    "Ёлка",
    "Солнце",
    "Αγάπη",
    "Μάτια",
    "Θάλασσα",
    "לב",
    "אור",
    "ירושלים",
    "حبيبي",
    "قمر",
    "نور",
    "봄날",
    "사랑",
    "피",
    "눈물",
    "Lemon",
    "夜に駆ける",
    "紅蓮華",
    "ポリリズム",
    "きらり",
    "ドライフラワー",
    "月亮",
    "晴天",
    "光年之外",
    "ความรัก",
    "เสือ",
    "तुम",
    "दिल",
]
NAMES = [
    "Queen", "David Bowie", "The Beatles", "Beatles", "AC/DC", "P!nk", "Ke$ha", "A$AP Rocky", "Simon & Garfunkel",
    "Earth, Wind & Fire", "Tyler, The Creator", "Кино", "Ария", "방탄소년단", "아이유", "藤井風", "周杰倫", "フジファブリック",
    "Χάρις Αλεξίου", "فيروز", "עידן רייכל", "บอดี้สแลม", "लता मंगेशकर", "Beyoncé", "Sigur Rós", "MØ", "Live", "!!!", "+44",
    "Adele", "U2", "Air", "Ludwig van Beethoven", "Glenn Gould", "Die Ärzte", "Łona", "Jay-Z", "Björk", "(G)I-DLE",
]  # fmt: skip
STRANGERS = ["Quolm Zivask", "Yubbert Fnord", "Щъгл Жжук", "뷁뚫", "彁墸", "Xochiqu Ptl"]
STRANGE_WORDS = ["Zqvorp", "Wuggle", "Fnarb", "Щщуфх", "뷁쉙", "妛挧", "Kjeq"]
ENDINGS = [
    " (Live)", " - Live at Wembley 1986", " (Acoustic)", " - Remastered 2011", " (Deluxe Edition)", " (Radio Edit)",
    " [Instrumental]", " (Karaoke Version)", " (Skrillex Remix)", " - Remix", " (Demo)", ", Pt. 1", ", Pt. 2",
    " (Part III)", " No. 5", ": II. Allegro", " (Explicit)", " (En Vivo)", " (feat. Rihanna)", " ft. Drake",
    ' (From "Frozen")', " (Album Version)", " (Taylor's Version)", "!", "?", " (Spanish Version)", " (A Song of Love)",
]  # fmt: skip
ALBUMS = [
    None,
    "Greatest Hits",
    "First Album",
    "First Album (Deluxe Edition)",
    "Live at Wembley",
    "MTV Unplugged",
]


def titles(words: list[str]) -> st.SearchStrategy[str]:
    """Give one to four words, often with a version, a guest or a part behind them."""
    base = st.lists(st.sampled_from(words), min_size=1, max_size=4).map(" ".join)
    return st.builds(lambda text, ending: text + ending, base, st.just("") | st.sampled_from(ENDINGS))


def song(title: str, artists: list[str], album: str | None, length: int | None) -> Track:
    """Return a track whose key nobody has given yet. Length in seconds."""
    duration = None if length is None else timedelta(seconds=length)
    return Track(key="?", title=title, artists=tuple(artists), album=album, duration=duration)


def tracks(
    names: list[str], words: list[str], seconds: st.SearchStrategy[int | None]
) -> st.SearchStrategy[Track]:
    """Give tracks by one to three of these names."""
    artists = st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True)
    return st.builds(song, titles(words), artists, st.sampled_from(ALBUMS), seconds)


LENGTHS = st.none() | st.sampled_from([180, 182, 186, 200, 240, 480])
FEW_WORDS = ["Love", "Night", "Live", "봄날", "Звезда", "きらり", "99", "Don't"]
FEW_NAMES = ["Queen", "David Bowie", "Ke$ha", "Кино", "Simon & Garfunkel", "藤井風"]
CROWDED = tracks(FEW_NAMES, FEW_WORDS, LENGTHS)
VARIED = tracks(NAMES, WORDS, LENGTHS)
ANY = CROWDED | VARIED


def libraries(most: int = 10) -> st.SearchStrategy[list[Track]]:
    """Give tracks with keys of their own, some of them alike."""
    return st.lists(ANY, min_size=1, max_size=most).map(
        lambda found: [keyed(track, str(place)) for place, track in enumerate(found)]
    )


def keyed(track: Track, name: str) -> Track:
    """Return the track under another key."""
    return Track(
        key=name, title=track.title, artists=track.artists, album=track.album, duration=track.duration
    )


def wanted(track: Track) -> Entry:
    """Return the entry that says of a track what the library says."""
    return Entry(
        position=0, title=track.title, artists=track.artists, album=track.album, duration=track.duration
    )


def found(entry: Entry, library: list[Track]) -> Match:
    return match_entry(entry, LibraryIndex.build(library), NONE)


def told(*held: Track) -> str:
    """Return tracks in short lines, for a failure's message."""
    return "\n".join(
        f"{each.key}: {'; '.join(each.artists)} | {each.title} | {each.duration} | {each.album}"
        for each in held
    )


def same_recording(one: Track, other: Track) -> bool:
    """Whether two rows of a library are one recording as far as their names and lengths tell."""
    ours, theirs = read_title(one.title), read_title(other.title)
    apart = (
        abs(one.duration - other.duration)
        if one.duration is not None and other.duration is not None
        else timedelta()
    )
    return (
        (compact(ours.base), ours.versions, ours.part) == (compact(theirs.base), theirs.versions, theirs.part)
        and bool(artist_keys(one.artists) & artist_keys(other.artists))
        and apart <= timedelta(seconds=7)
    )


@SLOW
@given(libraries(), ANY, tracks(STRANGERS, STRANGE_WORDS, LENGTHS), st.integers(0, 10))
def test_an_unrelated_track_changes_nothing(
    library: list[Track], asked: Track, stranger: Track, place: int
) -> None:
    entry = wanted(asked)
    before = found(entry, library)
    after = found(entry, [*library[:place], keyed(stranger, "stranger"), *library[place:]])
    assert (after.verdict, after.track_key) == (before.verdict, before.track_key), told(asked, *library)


@SLOW
@given(st.data())
def test_another_track_never_draws_a_match_to_a_third_one(data: st.DataObject) -> None:
    library = data.draw(libraries())
    entry = wanted(data.draw(st.sampled_from(library)))
    added = data.draw(ANY)
    before = found(entry, library)
    after = found(entry, [*library, keyed(added, "added")])
    held = {track.key: track for track in library}
    if Verdict.MATCH is after.verdict is before.verdict and after.track_key not in {
        before.track_key,
        "added",
    }:
        assert same_recording(held[after.track_key or ""], held[before.track_key or ""])


@SLOW
@given(st.data())
def test_the_order_of_the_library_does_not_matter(data: st.DataObject) -> None:
    library = data.draw(libraries())
    entry = wanted(data.draw(ANY | st.sampled_from(library)))
    other = data.draw(st.permutations(library))
    one, two = found(entry, library), found(entry, other)
    assert (one.verdict, one.reason, one.track_key) == (two.verdict, two.reason, two.track_key)
    assert [each.track_key for each in one.candidates] == [each.track_key for each in two.candidates]


@SLOW
@given(libraries())
def test_a_row_finds_itself_or_an_equal_recording(library: list[Track]) -> None:
    index = LibraryIndex.build(library)
    for track in library:
        match = match_entry(wanted(track), index, NONE)
        assert match.verdict is Verdict.MATCH, f"{told(track)} among\n{told(*library)}\n{match}"
        taken = next(each for each in library if each.key == match.track_key)
        assert taken is track or same_recording(taken, track)


def spelled_otherwise(track: Track, ending: str, length: int | None) -> Track:
    """Return a song that is nearly this one."""
    return Track(
        key="0",
        title=track.title + ending,
        artists=track.artists[:1] if ending else track.artists,
        album=None,
        duration=None if length is None else timedelta(seconds=length),
    )


@SLOW
@given(st.data())
def test_source_and_library_may_change_places(data: st.DataObject) -> None:
    one = data.draw(ANY)
    other = data.draw(
        ANY | st.builds(spelled_otherwise, st.just(one), st.just("") | st.sampled_from(ENDINGS), LENGTHS)
    )
    there = found(wanted(one), [keyed(other, "0")])
    back = found(wanted(other), [keyed(one, "0")])
    assert (there.verdict is Verdict.MATCH) == (back.verdict is Verdict.MATCH), told(one, other)


_WIDE = {ord(char): chr(ord(char) + 0xFEE0) for char in string.printable if "!" <= char <= "~"}


def wide(text: str) -> str:
    """Return the full-width form."""
    return text.translate(_WIDE)


SPELLINGS: dict[str, Callable[[str], str]] = {
    "upper": str.upper,
    "lower": str.lower,
    "wide": wide,
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "composed": lambda text: unicodedata.normalize("NFC", text),
    "spaced": lambda text: f"  {text.replace(' ', '  ')} ",
}


def respelled(entry: Entry, spelling: Callable[[str], str]) -> Entry:
    return Entry(
        position=0,
        title=spelling(entry.title),
        artists=tuple(map(spelling, entry.artists)),
        album=None if entry.album is None else spelling(entry.album),
        duration=entry.duration,
    )


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS.keys())
@settings(SLOW, max_examples=60)
@given(data=st.data())
def test_spelling_does_not_matter(spelling: Callable[[str], str], data: st.DataObject) -> None:
    library = data.draw(libraries())
    entry = wanted(data.draw(ANY | st.sampled_from(library)))
    plain, other = found(entry, library), found(respelled(entry, spelling), library)
    assert (plain.verdict, plain.track_key) == (other.verdict, other.track_key), (entry, told(*library))


@SLOW
@given(libraries(), ANY)
def test_the_order_of_artists_does_not_matter(library: list[Track], asked: Track) -> None:
    entry = wanted(asked)
    turned = Entry(
        position=0,
        title=entry.title,
        artists=entry.artists[::-1],
        album=entry.album,
        duration=entry.duration,
    )
    one, two = found(entry, library), found(turned, library)
    assert (one.verdict, one.track_key) == (two.verdict, two.track_key), told(asked, *library)


@SLOW
@given(libraries(), ANY)
def test_a_match_is_never_barred_and_the_best_stand_first(library: list[Track], asked: Track) -> None:
    match = found(wanted(asked), library)
    keys = [each.track_key for each in match.candidates]
    assert len(keys) == len(set(keys)) <= 5
    if match.verdict is Verdict.MATCH:
        assert keys[0] == match.track_key
        assert not match.candidates[0].barred
    if match.verdict is Verdict.REVIEW:
        assert keys


LETTERS = st.characters(categories=("Lu", "Ll", "Lt", "Lo", "Nd", "No", "So", "Sm", "Po"))
SCRIPTS = st.sampled_from([
    (0x41, 0x7A), (0xC0, 0x24F), (0x370, 0x3FF), (0x400, 0x4FF), (0x531, 0x586), (0x5D0, 0x5EA), (0x620, 0x64A),
    (0x905, 0x939), (0xE01, 0xE2E), (0x10D0, 0x10F0), (0x1200, 0x1240), (0x3041, 0x3094), (0x30A1, 0x30FA),
    (0x4E00, 0x9FA5), (0xAC00, 0xD7A3),
])  # fmt: skip
WRITTEN = SCRIPTS.flatmap(
    lambda block: st.text(
        st.characters(min_codepoint=block[0], max_codepoint=block[1], categories=("L",)),
        min_size=1,
        max_size=12,
    )
)
REAL = st.sampled_from([*NAMES, *WORDS]) | titles(WORDS) | WRITTEN


class TestNames:
    @QUICK
    @given(WRITTEN | st.text(LETTERS, min_size=1))
    def test_a_name_of_any_script_has_a_key(self, name: str) -> None:
        assert key(name)
        assert compact(key(name))
        assert read_title(name).base

    @QUICK
    @given(REAL | st.text(max_size=60))
    def test_a_key_is_its_own_key(self, name: str) -> None:
        assert key(key(name)) == key(name)

    @QUICK
    @given(REAL)
    def test_a_base_title_keeps_letters(self, name: str) -> None:
        assert any(char.isalnum() for char in read_title(name).base) or not any(
            char.isalnum() for char in key(name)
        )

    @pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS.keys())
    @settings(QUICK, max_examples=100)
    @given(name=REAL)
    def test_spelling_leaves_the_key(self, spelling: Callable[[str], str], name: str) -> None:
        assert key(spelling(name)) == key(name)

    @pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS.keys())
    @settings(QUICK, max_examples=100)
    @given(name=titles(WORDS))
    def test_spelling_leaves_the_reading(self, spelling: Callable[[str], str], name: str) -> None:
        one, other = read_title(name), read_title(spelling(name))
        assert (one.base, one.versions, one.part, one.packaging) == (
            other.base,
            other.versions,
            other.part,
            other.packaging,
        )

    @QUICK
    @given(st.lists(st.sampled_from(NAMES) | WRITTEN, max_size=6))
    def test_the_order_of_names_does_not_matter(self, names: list[str]) -> None:
        turned = tuple(reversed(names))
        assert artist_keys(names) == artist_keys(turned)
        assert main_key(tuple(names)) == main_key(turned)

    @QUICK
    @given(st.sampled_from(NAMES) | WRITTEN)
    def test_an_artist_of_any_script_has_a_key(self, name: str) -> None:
        assert all(name_keys(name))
        assert name_keys(name)
