"""Wants, what is offered for them and fetched: as they are kept, on both databases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, strategies as st
from syncopate.domain.download import Offer, Transfer, TransferState, Wanted, WantKind, WantOrigin, WantState
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.media import AudioFormat, Track
from syncopate.errors import NotFound
from syncopate.planning.acquiring.attempts import advance, defer, recovered
from syncopate.store import offers, transfers, wants
from syncopate.store.accounts import Account
from syncopate.store.database import Database
from syncopate.store.mirrors import Mirror
from syncopate.store.want_encoding import decode_offer, decode_wanted, encode_offer, encode_wanted
from syncopate.store.wants import Asked, PlaceOf, Step, Want

AT = datetime(2026, 3, 1, 20, 15, 30, 123457, tzinfo=UTC)
LATER = AT + timedelta(hours=4)
SONG = Wanted(
    kind=WantKind.TRACK,
    title="Another Brick in the Wall, Pt. 2",
    artists=("Pink Floyd", "Nobody"),
    album="The Wall",
    album_artist="Pink Floyd",
    duration=timedelta(minutes=3, seconds=59, milliseconds=7),
    disc=1,
    number=5,
    track_total=13,
    disc_total=2,
    year=1979,
    release_type="album",
    genres=("Rock",),
    ids=frozenset(
        {ExternalId(IdKind.ISRC, "GBN9Y1100088"), ExternalId(IdKind.SPOTIFY, "4gMgiXfqyzZLMhsksGmbQV")}
    ),
)


def want(title: str = "Song", **changes: Any) -> Want:
    kind = changes.pop("kind", WantKind.TRACK)
    wanted = changes.pop("wanted", None) or Wanted(kind=kind, title=title, artists=("Artist",))
    values = {"identity": f"text|{title}", "origin": WantOrigin.USER, "at": AT} | changes
    return wants.new_want(wanted, **values)


def at_work(made: Want) -> Want:
    return replace(made, attempt=advance(made.attempt, WantState.SEARCHING, AT))


def offer(key: str, **changes: Any) -> Offer:
    track = Track(key=key, title=f"Title of {key}", path=f"Music\\{key}.flac", size=30_000_000)
    return Offer(key=key, track=track, **changes)


def test_what_is_wanted_comes_back_as_it_was(database: Database) -> None:
    kept, new = database.change(wants.add, want(wanted=SONG, profile="audiophile"))
    assert new
    assert database.look(wants.get, kept.id) == kept
    assert kept.wanted == SONG
    assert kept.wanted.label == "Pink Floyd, Nobody - Another Brick in the Wall, Pt. 2"
    with pytest.raises(NotFound):
        database.look(wants.get, "nothing")


def test_one_thing_is_wanted_once_whoever_wants_it(
    database: Database, make_mirror: Callable[..., Mirror]
) -> None:
    mirrors = [make_mirror(1), make_mirror(2)]
    first, _ = database.change(wants.add, want(), [PlaceOf(mirrors[0].id, "a")])
    again, new = database.change(
        wants.add,
        want(origin=WantOrigin.PLAYLIST),
        [PlaceOf(mirrors[1].id, "a"), PlaceOf(mirrors[0].id, "a")],
    )
    assert (again.id, again.origin, new) == (first.id, WantOrigin.USER, False)
    assert database.look(wants.places, first.id) == [PlaceOf(each.id, "a") for each in mirrors]
    done = replace(first, attempt=advance(first.attempt, WantState.DONE, AT))
    assert database.change(wants.turn, first, done, Step(at=AT, state=WantState.DONE))
    _, new = database.change(wants.add, want())
    assert new, "what was got may be wanted again"
    assert database.look(wants.counts) == {WantState.DONE: 1, WantState.WANTED: 1}


def test_a_want_is_turned_by_one_alone_and_every_step_is_told(database: Database) -> None:
    made, _ = database.change(wants.add, want())
    begun = replace(made, attempt=advance(made.attempt, WantState.SEARCHING, LATER), run_id="run-1")
    step = Step(at=LATER, state=WantState.SEARCHING, run_id="run-1")
    assert database.change(wants.turn, made, begun, step)
    assert not database.change(wants.turn, made, begun, step), "somebody else was first"
    failed = replace(begun, attempt=defer(begun.attempt, LATER, "nothing_found"), detail="Nobody has it.")
    assert failed.attempt.next_attempt_at == LATER + timedelta(hours=4)
    told = Step(at=LATER, state=WantState.DEFERRED, reason="nothing_found", detail="Nobody has it.")
    assert database.change(wants.turn, begun, failed, told)
    assert database.look(wants.get, made.id) == failed
    assert database.look(wants.steps, made.id) == [Step(at=AT, state=WantState.WANTED), step, told]


def test_only_so_many_steps_are_kept(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wants, "_STEPS", 3)
    made, _ = database.change(wants.add, want())
    for number in range(5):
        told = Step(at=AT + timedelta(seconds=number + 1), state=WantState.WANTED)
        assert database.change(wants.turn, made, made, told)
    assert [step.at.second for step in database.look(wants.steps, made.id)] == [33, 34, 35]


def test_what_is_due_is_what_waits_no_longer(database: Database, account: Account) -> None:
    album, _ = database.change(wants.add, want("Album", kind=WantKind.ALBUM))
    database.change(wants.add, want("On it", album_id=album.id))
    database.change(wants.add, want("Never tried"))
    under = at_work(want("Under way"))
    sought = at_work(want("Later"))
    database.change(wants.add, under)
    database.change(wants.add, replace(sought, attempt=defer(sought.attempt, AT, "nothing_found")))
    away = at_work(want("Away"))
    away = replace(away, attempt=defer(away.attempt, AT, "unreachable", away=account.id))
    database.change(wants.add, away)

    def names(now: datetime, kind: WantKind | None = None) -> list[str]:
        return [each.wanted.title for each in database.look(wants.due, now, kind)]

    assert names(AT) == ["Album", "Never tried"]
    assert names(AT, WantKind.ALBUM) == ["Album"]
    assert names(LATER, WantKind.TRACK) == ["Never tried", "Later", "Away"]
    assert database.look(wants.waiting_for, account.id) == [away]
    back = replace(away, attempt=recovered(away.attempt, account.id, AT))
    assert database.change(wants.turn, away, back, Step(at=AT, state=WantState.DEFERRED))
    assert names(AT) == ["Album", "Never tried", "Away"]
    assert database.look(wants.waiting_for, account.id) == []
    assert [each.id for each in database.look(wants.under_way)] == [under.id]
    assert [each.wanted.title for each in database.look(wants.tracks_of, album.id)] == ["On it"]


def test_pages_show_what_is_open_unless_more_is_asked_for(database: Database) -> None:
    for number in range(5):
        database.change(wants.add, want(f"Song {number}"))
    ended = want("Gone")
    ended = replace(ended, attempt=advance(ended.attempt, WantState.CANCELLED, AT))
    database.change(wants.add, ended)
    database.change(wants.add, want("Ålesund", origin=WantOrigin.ARTIST))

    def shown(limit: int = 50, offset: int = 0, **asked: Any) -> list[str]:
        page = database.look(wants.page, Asked(**asked), limit=limit, offset=offset)
        return [each.wanted.title for each in page.items]

    assert shown(limit=2, offset=1) == ["Song 0", "Song 1"]
    assert database.look(wants.page, Asked(), limit=2, offset=0).total == 6
    assert shown(ended=True)[1] == "Gone"
    assert shown(states=[WantState.CANCELLED]) == ["Gone"]
    assert shown(text="alesund ARTIST") == ["Ålesund"]
    assert shown(origin=WantOrigin.ARTIST) == ["Ålesund"]
    assert shown(kind=WantKind.ALBUM) == []
    assert database.change(wants.remove, [ended.id]) == 1


def test_offers_are_kept_as_they_were_judged_and_what_was_tried_stays(
    database: Database, account: Account
) -> None:
    made, _ = database.change(wants.add, want())
    best = offer("best", folder="Music", peer="somebody", free_slot=True, queue=0, speed=1_000_000)
    judged = [(best, 0.9, None), (offer("other"), 0.4, "other_version"), (offer("third"), 0.8, None)]
    database.change(offers.found, made.id, account.id, judged, AT)
    first, second, third = database.look(offers.of_want, made.id)
    assert (first.offer, first.score, first.rejected) == (best, 0.9, None)
    assert [second.offer.key, third.offer.key] == ["third", "other"]
    database.change(offers.tried, first.id, LATER, reason="transfer_failed", detail="Rejected.")
    database.change(offers.found, made.id, account.id, [(offer("new"), 0.7, None)], LATER)
    kept = {each.offer.key: each for each in database.look(offers.of_want, made.id)}
    assert kept.keys() == {"best", "new"}
    assert (kept["best"].id, kept["best"].tried_at, kept["best"].reason) == (
        first.id,
        LATER,
        "transfer_failed",
    )
    database.change(offers.found, made.id, account.id, [(best, 0.95, None)], LATER)
    again = database.look(offers.get, first.id)
    assert (again.score, again.tried_at) == (0.95, LATER)
    database.change(offers.forget_tried, made.id)
    assert database.look(offers.get, first.id).tried_at is None
    with pytest.raises(NotFound):
        database.look(offers.get, "nothing")


def test_a_transfer_is_noted_before_its_source_is_asked(database: Database, account: Account) -> None:
    made, _ = database.change(wants.add, want())
    database.change(offers.found, made.id, account.id, [(offer("best"), 0.9, None)], AT)
    (stored,) = database.look(offers.of_want, made.id)
    intent = database.change(transfers.intend, stored, "/data/incoming/1", AT)
    assert intent.ticket is None
    assert database.look(transfers.active) == [intent]
    database.change(transfers.begun, intent.id, "ticket-1")
    running = Transfer(state=TransferState.RUNNING, done=10, total=100, speed=5)
    assert database.change(transfers.moved, intent.id, running, LATER)
    assert not database.change(
        transfers.moved, intent.id, replace(running, speed=0), LATER + timedelta(minutes=1)
    )
    (now,) = database.look(transfers.active)
    assert (now.ticket, now.transfer.speed, now.moved_at) == ("ticket-1", 0, LATER)
    assert database.look(transfers.to_clear, account.id) == {}
    done = Transfer(state=TransferState.DONE, done=100, total=100, path="/data/incoming/1/best.flac")
    assert database.change(transfers.moved, intent.id, done, LATER)
    assert database.look(transfers.active) == []
    assert database.look(transfers.to_clear, account.id) == {intent.id: "ticket-1"}
    database.change(transfers.cleared, [intent.id])
    assert database.look(transfers.to_clear, account.id) == {}
    (told,) = database.look(transfers.of_want, made.id)
    assert (told.transfer, told.ended_at) == (done, LATER)
    assert not database.change(transfers.moved, "nothing", done, LATER)


_TEXT = st.text(max_size=12)
_NUMBER = st.none() | st.integers(0, 9999)
_IDS = st.frozensets(
    st.builds(ExternalId, st.sampled_from(IdKind), st.text(min_size=1, max_size=9)), max_size=3
)
_LENGTH = st.none() | st.integers(0, 10_000_000).map(lambda ms: timedelta(milliseconds=ms))
_NAMES = st.lists(_TEXT, max_size=3).map(tuple)


@given(
    st.builds(
        Wanted,
        kind=st.sampled_from(WantKind),
        title=_TEXT,
        artists=_NAMES,
        album=st.none() | _TEXT,
        album_artist=st.none() | _TEXT,
        duration=_LENGTH,
        disc=_NUMBER,
        number=_NUMBER,
        track_total=_NUMBER,
        disc_total=_NUMBER,
        year=_NUMBER,
        release_type=st.none() | _TEXT,
        genres=_NAMES,
        ids=_IDS,
    )
)
def test_whatever_is_wanted_is_read_as_it_was_written(wanted: Wanted) -> None:
    assert decode_wanted(wanted.kind, encode_wanted(wanted)) == wanted


_FORM = st.builds(
    AudioFormat, codec=_TEXT, bitrate=_NUMBER, sample_rate=_NUMBER, bit_depth=_NUMBER, lossless=st.booleans()
)


@given(
    st.builds(
        Track,
        key=st.just("key"),
        title=_TEXT,
        artists=_NAMES,
        album=st.none() | _TEXT,
        album_artist=st.none() | _TEXT,
        duration=_LENGTH,
        disc=_NUMBER,
        number=_NUMBER,
        year=_NUMBER,
        ids=_IDS,
        path=st.none() | _TEXT,
        size=_NUMBER,
        format=st.none() | _FORM,
    ),
    st.none() | _TEXT,
    _TEXT,
    st.none() | st.booleans(),
    _NUMBER,
)
def test_whatever_is_offered_is_read_as_it_was_written(
    track: Track, folder: str | None, peer: str, slot: bool | None, number: int | None
) -> None:
    made = Offer(key="key", track=track, folder=folder, peer=peer, free_slot=slot, queue=number, speed=number)
    assert decode_offer("key", encode_offer(made)) == made
