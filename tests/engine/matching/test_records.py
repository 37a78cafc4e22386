"""Record linkage: what fields say, how likely two records are one, and what the last resort makes of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, strategies as st
from syncopate.domain.match import Aspect, Candidate, Decision, Ruling, Verdict
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.matching import Decisions, LibraryIndex, match_entry
from syncopate.matching.decisions import decided
from syncopate.matching.explain import explain
from syncopate.matching.keys import LONGEST
from syncopate.matching.reading import read_entry
from syncopate.matching.records import BIAS, Record, findings, probability, record_of
from syncopate.matching.records_lookup import by_words
from syncopate.matching.records_review import Alike, alike
from syncopate.matching.records_weights import WEIGHTS

SECONDS = timedelta(seconds=331)
HELD = Track(
    key="held", title="Carol_Noonan_-_Danny_Boy", album="Somebody's Darling", duration=SECONDS, number=3
)
WANTED = Entry(
    position=0,
    title="Danny Boy",
    artists=("Carol Noonan",),
    album="Somebody's Darling",
    duration=SECONDS,
)
names = st.text("abcdeé -", max_size=12)


@st.composite
def records(draw: st.DrawFn) -> Record:
    length = draw(st.integers(0, 400))
    track = Track(
        key="x",
        title=draw(names),
        artists=(draw(names),),
        album=draw(names),
        duration=timedelta(seconds=length),
        number=draw(st.sampled_from((None, 1, 12))),
        year=draw(st.sampled_from((None, 1999, 2004))),
    )
    return record_of(track)


def test_a_record_has_its_names_in_latin_letters() -> None:
    track = Track(key="x", title="Группа_крови", artists=("The Кино",), album="", year=1988, number=1)
    record = record_of(track)
    assert (record.title, record.artist, record.whole) == (
        "gruppa krovi",
        "kino",
        "kino gruppa krovi",
    )
    assert (record.number, record.seconds, record.year, record.language) == ("1", None, "88", "")


def test_artists_are_a_set_and_bounded() -> None:
    one, other = ("The Kinks", "Anna Berg"), ("anna berg", "Kinks")
    assert record_of(Track(key="x", title="A", artists=one)).artist == "anna berg kinks"
    assert record_of(Track(key="x", title="A", artists=other)).artist == "anna berg kinks"
    crowd = tuple(f"Singer Number {place}" for place in range(1_000))
    record = record_of(Track(key="x", title="A", artists=crowd))
    assert len(record.artist) <= LONGEST
    assert record == record_of(Track(key="x", title="A", artists=crowd[::-1]))


def test_the_artist_above_stands_for_one_that_is_not_named() -> None:
    assert record_of(Track(key="x", title="A", album_artist="Carol")).artist == "carol"


@given(one=records(), other=records())
def test_findings_do_not_depend_on_the_order(one: Record, other: Record) -> None:
    assert findings(one, other) == findings(other, one)
    assert 0 < probability(findings(one, other)) < 1
    assert alike(one, other) == alike(other, one)


def test_odds_are_added_up() -> None:
    assert probability((), {BIAS: 0.0}) == pytest.approx(0.5)
    assert probability(("never learnt",), {BIAS: 0.0}) == pytest.approx(0.5)
    assert probability(("a", "b"), {BIAS: -1.0, "a": 3.0, "b": -2.0}) == pytest.approx(0.5)
    assert 0 < probability(("a",), {BIAS: 0.0, "a": 1e6}) < 1


def test_every_finding_of_two_full_records_was_learnt() -> None:
    one = replace(record_of(WANTED), number="3", year="04", language="eng")
    for other in (one, replace(one, title="x", artist="y", album="z", whole="y x z", seconds=9.0, year="99")):
        assert set(findings(one, other)) <= set(WEIGHTS)
    assert "source same" in findings(one, one, one_source=True)


def test_the_same_words_in_other_fields_are_asked_about() -> None:
    match = match_entry(WANTED, LibraryIndex.build([HELD]), Decisions())
    assert (match.verdict, match.reason) == (Verdict.REVIEW, "not_sure")
    best = match.candidates[0]
    assert best.track_key == "held"
    assert best.evidence[0].detail == "the words are the same, in other fields"
    assert not best.barred
    assert match.confidence == best.score < 0.7


def test_an_explanation_shows_what_the_review_shows() -> None:
    told = explain(WANTED, LibraryIndex.build([HELD]), Decisions())
    assert told.match.verdict is Verdict.REVIEW
    assert told.candidates[0].candidate == told.match.candidates[0]


def test_a_refused_track_is_not_asked_about_again() -> None:
    refused: Decision = decided(WANTED, Ruling.IS_NOT, HELD)
    match = match_entry(WANTED, LibraryIndex.build([HELD]), Decisions.of((refused,)))
    assert (match.verdict, match.candidates) == (Verdict.MISSING, ())


def test_only_the_length_differs() -> None:
    held = Track(key="held", title="Roads", artists=("Portishead",), album="Dummy", duration=SECONDS)
    wanted = Entry(
        position=0,
        title="Roads",
        artists=("Portishead",),
        album="Dummy",
        duration=SECONDS + timedelta(minutes=2),
    )
    match = match_entry(wanted, LibraryIndex.build([held]), Decisions())
    best: Candidate = match.candidates[0]
    assert match.verdict is Verdict.REVIEW
    assert [item.detail for item in best.evidence if item.aspect is Aspect.DURATION] == ["5:31 is not 7:31"]
    elsewhere = replace(wanted, album="Roseland NYC")
    assert match_entry(elsewhere, LibraryIndex.build([held]), Decisions()).verdict is Verdict.MISSING


@pytest.mark.parametrize(
    ("title", "how"),
    [
        ("Carol Noonan - Danny Boy", Alike.WORDS),
        ("Carol Nonan - Danny Boy", Alike.SPELLING),
        ("Danny Boy (Live) Carol Noonan", None),
        ("Danny Boy 2 Carol Noonan", None),
        ("Carol Noonan - Other Girl", None),
    ],
)
def test_what_is_told_by_one_only_counts(title: str, how: Alike | None) -> None:
    assert alike(record_of(WANTED), record_of(replace(HELD, title=title))) is how


def test_few_rows_are_looked_at_whatever_the_library() -> None:
    many = [replace(HELD, key=f"{number:04}", title=f"Danny Boy {number}") for number in range(3000)]
    rows = by_words(read_entry(WANTED), WANTED.album, LibraryIndex.build([*many, HELD]))
    assert 0 < len(rows) <= 12
    backwards = LibraryIndex.build([HELD, *reversed(many)])
    again = by_words(read_entry(WANTED), WANTED.album, backwards)
    assert len(again) <= 12
    assert rows[0] == 3000
    assert again[0] == 0
