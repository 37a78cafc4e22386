"""Input nobody means: absurd lengths, control characters, signs alone, crowds of one title. Bounded time, sane verdicts."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from matching.pacing import within
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.match import Match, Verdict
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.matching import Decisions, LibraryIndex, entry_identity, match_entry, track_identities
from syncopate.matching.paths import read_path
from syncopate.matching.reading import read_entry
from syncopate.matching.records_lookup import by_words
from syncopate.matching.versions import read_title

NONE = Decisions()
SECOND = timedelta(seconds=1)


def entry(title: str, *artists: str, seconds: float | None = None, album: str | None = None) -> Entry:
    duration = None if seconds is None else timedelta(seconds=seconds)
    return Entry(position=0, title=title, artists=artists, album=album, duration=duration)


def track(
    key: str, title: str, *artists: str, seconds: float | None = None, album: str | None = None
) -> Track:
    duration = None if seconds is None else timedelta(seconds=seconds)
    return Track(key=key, title=title, artists=artists, album=album, duration=duration)


def found(wanted: Entry, *held: Track) -> Match:
    return match_entry(wanted, LibraryIndex.build(held), NONE)


BAIT = {
    "round brackets": "(" * 50_000,
    "closed brackets": "(" * 25_000 + ")" * 25_000,
    "pairs of brackets": "()" * 25_000,
    "brackets around words": "(live) " * 7_000,
    "nested brackets": "Song " + "(live " * 5_000 + ")" * 5_000,
    "mixed brackets": "([{" * 15_000,
    "guests": "feat " * 10_000,
    "guests with dots": "Song feat. " * 5_000,
    "guests in brackets": "Song " + "(feat. A) " * 5_000,
    "dashes": "a - " * 12_500,
    "dashes alone": " - " * 16_000,
    "remasters": "Song" + " - Remastered 2011" * 3_000,
    "parts": "Song" + ", Pt. 2" * 7_000,
    "parts without numbers": "part " * 10_000,
    "numbers": "9" * 50_000,
    "numbers and spaces": "9 " * 25_000,
    "romans": "x" * 50_000,
    "joined artists": "A & " * 12_500,
    "commas": ", " * 25_000,
    "stars": "B" + "*" * 50_000,
    "stars and letters": "a**" * 16_000,
    "dollars": "$a" * 25_000,
    "spaces": "a" + " " * 50_000 + "b",
    "quotes": '"' * 50_000,
    "one word": "a" * 100_000,
    "words": "word " * 20_000,
    "other words": " ".join(map(str, range(20_000))),
    "marks": "a" + "\u0301" * 50_000,
    "Han": "愛" * 50_000,
    "Hangul": "사랑" * 25_000,
    "Thai": "ความ" * 12_000,
    "emoji": "🎵" * 50_000,
    "joined emoji": "👩‍👩‍👧" * 8_000,
    "right to left": "\u202eשיר" * 10_000,
    "slashes": "/" * 50_000,
    "backslashes": "\\a" * 25_000,
    "tildes": " ~ " * 16_000,
}
SMALL = {name: text[:390] for name, text in BAIT.items()}
BOTH = {**BAIT, **{f"{name}, short": text for name, text in SMALL.items()}}


@cache
def crowd(count: int, *, by_one: bool) -> LibraryIndex:
    """Return a library of one title: by as many artists, or all by one."""
    return LibraryIndex.build(
        track(
            f"{place}", "Intro" if place % 2 else "Untitled", "Somebody" if by_one else f"Artist {place}",
            seconds=30 + place % 400, album=f"Album {place}",
        )
        for place in range(count)
    )  # fmt: skip


@pytest.mark.parametrize("text", BOTH.values(), ids=BOTH.keys())
class TestBait:
    def test_as_a_title(self, text: str) -> None:
        with within(0.5):
            match = found(entry(text, "Queen", seconds=200), track("0", "Innuendo", "Queen", seconds=200))
        assert match.verdict is not Verdict.MATCH

    def test_as_the_title_of_a_track(self, text: str) -> None:
        with within(0.5):
            match = found(entry("Innuendo", "Queen", seconds=200), track("0", text, "Queen", seconds=200))
        assert match.verdict is not Verdict.MATCH

    def test_as_both(self, text: str) -> None:
        with within(0.75):
            match = found(
                entry(text, "Queen", seconds=200),
                track("0", text, "Queen", seconds=200),
                track("1", f"{text}x", "Queen", seconds=200),
            )
        assert match.verdict in {Verdict.MATCH, Verdict.REVIEW}
        assert match.track_key in {"0", None}

    def test_as_an_artist(self, text: str) -> None:
        with within(0.5):
            match = found(entry("Innuendo", text, seconds=200), track("0", "Innuendo", "Queen", seconds=200))
        assert match.verdict is not Verdict.MATCH

    def test_as_the_artist_of_both(self, text: str) -> None:
        with within(0.75):
            match = found(entry("Innuendo", text, seconds=200), track("0", "Innuendo", text, seconds=200))
        assert match.verdict in {Verdict.MATCH, Verdict.REVIEW}

    def test_as_an_album(self, text: str) -> None:
        with within(0.5):
            match = found(
                entry("Innuendo", "Queen", seconds=200, album=text),
                track("0", "Innuendo", "Queen", seconds=200, album=text),
            )
        assert (match.verdict, match.track_key) == (Verdict.MATCH, "0")

    def test_as_a_path(self, text: str) -> None:
        wanted = Entry(position=0, title="Innuendo", artists=("Queen",), path=text)
        with within(0.5):
            match = found(wanted, Track(key="0", title="Killer Queen", artists=("Queen",), path=text))
            read_path(text)
        assert match.verdict is not Verdict.UNKNOWN

    def test_its_names_are_bounded_too(self, text: str) -> None:
        with within(0.5):
            assert entry_identity(entry(text, text))
            assert track_identities(track("0", text, text, seconds=200))
            assert read_title(text).base or not text.strip()


class TestNothingInIt:
    @pytest.mark.parametrize(
        "text", ["", " ", "\t\n", "\x00", "\x00\x01\x02", "\u200b\u200d", "\ufeff", "\u3000"]
    )
    def test_a_title_of_nothing_matches_nothing(self, text: str) -> None:
        match = found(entry(text, "Queen", seconds=200), track("0", text, "Queen", seconds=200))
        assert match.verdict in {Verdict.MISSING, Verdict.REVIEW}

    @pytest.mark.parametrize("text", ["...", "!!!", "???", "-", "*", "†", "( )", "[]", "🎵", "'", "#"])
    def test_signs_alone_are_a_title(self, text: str) -> None:
        held = (track("0", "Innuendo", "Queen", seconds=200), track("1", text, "Queen", seconds=200))
        match = found(entry(text, "Queen", seconds=200), *held)
        assert (match.verdict, match.track_key) == (Verdict.MATCH, "1")

    @pytest.mark.parametrize("text", ["...", "!!!", "???", "-", "*", "†", "( )", "🎵"])
    def test_signs_alone_are_not_another_title(self, text: str) -> None:
        match = found(entry(text, "Queen", seconds=200), track("0", "§§§", "Queen", seconds=200))
        assert match.verdict is not Verdict.MATCH

    @pytest.mark.parametrize(
        "char", [*map(chr, range(32)), "\x7f", "\x85", "\u2028", "\u200b", "\ufffd", "\ufeff"]
    )
    def test_a_control_character_is_harmless(self, char: str) -> None:
        match = found(
            entry(f"Bohemian{char} Rhapsody{char}", f"{char}Queen", seconds=354),
            track("0", "Bohemian Rhapsody", "Queen", seconds=354),
        )
        assert (match.verdict, match.track_key) == (Verdict.MATCH, "0")

    def test_a_lone_surrogate_is_harmless(self) -> None:
        match = found(entry("Song\ud800", "Queen"), track("0", "Other\udfff", "Queen"))
        assert match.verdict is not Verdict.MATCH

    @pytest.mark.parametrize("seconds", [0, -1, -354, 1e-6, 864_000])
    def test_a_senseless_length_says_nothing_or_no(self, seconds: float) -> None:
        wanted = entry("Innuendo", "Queen", seconds=seconds)
        match = found(wanted, track("0", "Innuendo", "Queen", seconds=391))
        assert match.verdict in {Verdict.MATCH, Verdict.REVIEW, Verdict.MISSING}
        turned = found(
            entry("Innuendo", "Queen", seconds=391), track("0", "Innuendo", "Queen", seconds=seconds)
        )
        assert turned.verdict is match.verdict

    @pytest.mark.parametrize("seconds", [0, -1, -354])
    def test_no_length_is_unknown(self, seconds: float) -> None:
        match = found(
            entry("Innuendo", "Queen", seconds=seconds), track("0", "Innuendo", "Queen", seconds=391)
        )
        assert (match.verdict, match.track_key) == (Verdict.MATCH, "0")

    @pytest.mark.parametrize("artists", [(), ("",), (" ", ""), ("Various Artists",), ("Unknown Artist",)])
    def test_no_artist_is_no_proof(self, artists: tuple[str, ...]) -> None:
        held = (track("0", "Hello", "Adele"), track("1", "Hello", "Lionel Richie"))
        assert found(entry("Hello", *artists), *held).verdict is not Verdict.MATCH

    @pytest.mark.parametrize("artists", [(), ("",), ("Various Artists",)])
    def test_a_track_without_artist_does_not_win(self, artists: tuple[str, ...]) -> None:
        held = (
            track("0", "Hello", *artists, seconds=295),
            track("1", "Hello", "Adele", seconds=295),
        )
        match = found(entry("Hello", "Adele", seconds=295), *held)
        assert (match.verdict, match.track_key) == (Verdict.MATCH, "1")

    @pytest.mark.parametrize("value", ["", " ", "x" * 100_000, "\x00", "()", "GB-AYE-06-01498" * 50])
    @pytest.mark.parametrize("kind", list(IdKind))
    def test_a_senseless_id_is_harmless(self, kind: IdKind, value: str) -> None:
        ids = frozenset({ExternalId(kind, value)})
        wanted = Entry(position=0, title="Innuendo", artists=("Queen",), duration=391 * SECOND, ids=ids)
        held = Track(key="0", title="Waterloo", artists=("ABBA",), duration=168 * SECOND, ids=ids)
        right = track("1", "Innuendo", "Queen", seconds=391)
        with within(0.25):
            assert found(wanted, held, right).track_key == "1"


class TestCrowds:
    @pytest.mark.parametrize("by_one", [False, True], ids=["by many", "by one"])
    @pytest.mark.parametrize("title", ["Intro", "Untitled", "Introo", "Intro (Live)", "intro - remastered"])
    def test_one_of_thousands_takes_no_longer(self, title: str, by_one: bool) -> None:
        index = crowd(5_000, by_one=by_one)
        with within(0.25):
            match = match_entry(entry(title, "Nobody Here", seconds=200), index, NONE)
        assert match.verdict is not Verdict.MATCH
        with within(0.25):
            nameless = match_entry(entry(title, seconds=200), index, NONE)
        assert nameless.verdict is not Verdict.MATCH

    def test_the_one_by_the_wanted_artist_is_found(self) -> None:
        index = crowd(5_000, by_one=False)
        with within(0.25):
            match = match_entry(entry("Intro", "Artist 4321", seconds=30 + 4321 % 400), index, NONE)
        assert (match.verdict, match.track_key) == (Verdict.MATCH, "4321")

    def test_the_one_on_the_wanted_album_is_found(self) -> None:
        index = crowd(5_000, by_one=True)
        with within(0.25):
            match = match_entry(
                entry("Intro", "Somebody", seconds=30 + 4321 % 400, album="Album 4321"), index, NONE
            )
        assert (match.verdict, match.track_key) == (Verdict.MATCH, "4321")

    def test_thousands_by_one_artist_and_no_hint_want_a_look(self) -> None:
        index = crowd(5_000, by_one=True)
        with within(0.25):
            match = match_entry(entry("Intro", "Somebody"), index, NONE)
        assert match.verdict is Verdict.REVIEW
        assert len(match.candidates) <= 5

    def test_a_thousand_artists(self) -> None:
        names = [f"Artist Number {place}" for place in range(1_000)]
        with within(1):
            match = found(
                entry("We Are the World", *names, seconds=420),
                track("0", "We Are the World", *reversed(names), seconds=420),
                track("1", "We Are the World", " & ".join(names), seconds=420),
            )
        assert (match.verdict, match.track_key) == (Verdict.MATCH, "0")

    def test_a_thousand_artists_that_are_others(self) -> None:
        ours, theirs = ([f"{who} Number {place}" for place in range(1_000)] for who in ("Singer", "Player"))
        with within(1):
            match = found(
                entry("We Are the World", *ours, seconds=420),
                track("0", "We Are the World", *theirs, seconds=420),
            )
        assert match.verdict is not Verdict.MATCH

    def test_thousands_of_tracks_by_one_artist_and_a_slip(self) -> None:
        index = LibraryIndex.build(
            track(f"{place}", f"Etude for Hands {place}", "Carl Czerny", seconds=100)
            for place in range(5_000)
        )
        with within(0.25):
            match = match_entry(entry("Etude fur Hand 4321", "Carl Czerny", seconds=100), index, NONE)
        assert match.track_key in {"4321", None}

    def test_a_library_that_has_every_run_of_words_for_titles_and_artists(self) -> None:
        """Whatever of an entry is looked up, many have it: 14,580 tracks, each by an artist the entry names."""
        lines = [
            [f"{line}{word}{letter}wort" for word, letter in enumerate("abcdefghijklmnop")]
            for line in "abcdef"
        ]
        runs = [
            " ".join(words[start:end])
            for words in lines
            for start in range(len(words))
            for end in range(start + 1, min(start + 6, len(words)) + 1)
        ]
        index = LibraryIndex.build(
            track(f"{run} {place}", run, runs[-1 - at], seconds=200 + place, album=runs[at - 1])
            for at, run in enumerate(runs)
            for place in range(30)
        )
        title, *artists, album = (" ".join(line) for line in lines)
        assert len(index) == 14_580
        for wanted in (
            entry(title, *artists, album=album),
            entry(title, *artists, album=album, seconds=205),
        ):
            with within(0.1):
                match = match_entry(wanted, index, NONE)
            assert match.verdict is not Verdict.MATCH
            reading = read_entry(wanted)
            with within(0.02):
                assert len(by_words(reading, wanted.album, index)) <= 12

    @pytest.mark.parametrize("make", [str, lambda place: f"{place:b}".replace("0", "a").replace("1", "b")])
    def test_thousands_of_ids_on_one_entry(self, make: Callable[[int], str]) -> None:
        ids = frozenset(ExternalId(IdKind.SPOTIFY, make(place)) for place in range(1, 5_000))
        wanted = Entry(position=0, title="Innuendo", artists=("Queen",), ids=ids)
        with within(1):
            match = found(wanted, track("0", "Innuendo", "Queen"))
        assert (match.verdict, match.track_key) == (Verdict.MATCH, "0")


ANYTHING = st.text(max_size=300) | st.text(
    st.sampled_from("()[]{}-–~/&+,.:*$!@#\"' featlivpr129IVX"), max_size=300
)


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(ANYTHING, ANYTHING, ANYTHING, st.none() | st.floats(-1e6, 1e6))
def test_whatever_is_said_there_is_a_verdict(
    title: str, artist: str, album: str, seconds: float | None
) -> None:
    held = track("0", title, artist, seconds=seconds, album=album)
    match = found(entry(title, artist, seconds=seconds, album=album), held, track("1", "Innuendo", "Queen"))
    assert match.verdict is not Verdict.UNKNOWN
    assert match.track_key in {"0", None}
    assert len(match.candidates) <= 2
