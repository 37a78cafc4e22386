"""How a want goes on, and what it may not do."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st
from syncopate.domain.download import Wanted, WantKind, WantState
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.planning.acquiring.attempts import (
    ALLOWED,
    Attempt,
    NotAllowed,
    advance,
    allowed,
    back_off,
    begin,
    choose,
    defer,
    due,
    recovered,
)
from syncopate.planning.acquiring.cycles import Batch, Cycle, Due, Share, batches, next_cycle

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def _through(*states: WantState) -> Attempt:
    attempt = Attempt(since=NOW)
    for state in states:
        attempt = _step(attempt, state)
    return attempt


def _step(attempt: Attempt, state: WantState) -> Attempt:
    if state is WantState.CHOSEN:
        return choose(attempt, "offer", NOW)
    if state is WantState.DOWNLOADING:
        return begin(attempt, "ticket", NOW)
    if state is WantState.DEFERRED:
        return defer(attempt, NOW, "nobody_has_it")
    return advance(attempt, state, NOW)


_HAPPY = (
    WantState.SEARCHING,
    WantState.CHOSEN,
    WantState.DOWNLOADING,
    WantState.VERIFYING,
    WantState.TAGGING,
    WantState.PLACING,
    WantState.DONE,
)


def test_a_want_goes_from_wanted_to_done() -> None:
    done = _through(*_HAPPY)
    assert done.state is WantState.DONE
    assert (done.offer, done.ticket, done.tries) == (None, None, 0)
    downloading = _through(*_HAPPY[:3])
    assert (downloading.offer, downloading.ticket) == ("offer", "ticket")


_PATHS: dict[WantState, tuple[WantState, ...]] = {
    WantState.WANTED: (),
    **{state: _HAPPY[: place + 1] for place, state in enumerate(_HAPPY)},
    WantState.DEFERRED: (WantState.SEARCHING, WantState.DEFERRED),
    WantState.REVIEW: (*_HAPPY[:4], WantState.REVIEW),
    WantState.CANCELLED: (WantState.CANCELLED,),
}


@pytest.mark.parametrize("before", list(WantState))
@pytest.mark.parametrize("after", list(WantState))
def test_what_is_not_allowed_is_refused(before: WantState, after: WantState) -> None:
    attempt = _through(*_PATHS[before])
    assert attempt.state is before
    if after in ALLOWED[before]:
        assert _step(attempt, after).state is after
        return
    with pytest.raises(NotAllowed) as refused:
        _step(attempt, after)
    assert (refused.value.before, refused.value.after) == (before, after)


def test_every_state_can_be_reached_and_no_want_is_stuck() -> None:
    reached = {WantState.WANTED}
    while more := {after for before in reached for after in ALLOWED[before]} - reached:
        reached |= more
    assert reached == set(WantState)
    assert all(ALLOWED[state] for state in WantState)
    assert not allowed(WantState.PLACING, WantState.CANCELLED)


def test_it_is_tried_again_after_4_hours_a_day_a_week_and_every_week_for_ever() -> None:
    attempt = Attempt(since=NOW)
    waits = []
    now = NOW
    for _ in range(6):
        attempt = defer(advance(attempt, WantState.SEARCHING, now), now, "nobody_has_it")
        assert attempt.next_attempt_at is not None
        waits.append(attempt.next_attempt_at - now)
        assert not due(attempt, attempt.next_attempt_at - timedelta(seconds=1))
        now = attempt.next_attempt_at
        assert due(attempt, now)
    assert waits == [4 * HOUR, 24 * HOUR, *[timedelta(days=7)] * 4]
    assert attempt.tries == 6
    with pytest.raises(ValueError, match="before the first try"):
        back_off(0)


def test_a_source_that_was_away_is_no_try_and_is_asked_as_soon_as_it_is_back() -> None:
    searching = _through(WantState.SEARCHING)
    away = defer(searching, NOW, "unreachable", away="slskd")
    assert (away.tries, away.waits_for) == (0, "slskd")
    assert away.next_attempt_at == NOW + 4 * HOUR
    later = NOW + HOUR
    assert recovered(away, "yt_dlp", later) == away
    back = recovered(away, "slskd", later)
    assert due(back, later)
    assert back.waits_for is None
    assert recovered(back, "slskd", NOW + 2 * HOUR) == back
    vain = defer(searching, NOW, "nobody_has_it")
    assert recovered(vain, "slskd", later) == vain


def test_only_what_waits_is_due() -> None:
    assert due(Attempt(since=NOW), NOW)
    for state in set(WantState) - {WantState.WANTED, WantState.DEFERRED}:
        assert not due(_through(*_PATHS[state]), NOW + timedelta(days=999))


def test_after_a_failed_file_the_next_offer_is_taken_and_the_old_transfer_forgotten() -> None:
    verifying = _through(*_HAPPY[:4])
    following = choose(verifying, "second", NOW)
    assert (following.state, following.offer, following.ticket) == (WantState.CHOSEN, "second", None)
    picked = choose(defer(verifying, NOW, "not_right"), "by hand", NOW)
    assert (picked.state, picked.offer, picked.next_attempt_at) == (WantState.CHOSEN, "by hand", None)


def test_what_is_wanted_anew_begins_anew() -> None:
    vain = defer(_through(WantState.SEARCHING), NOW, "nobody_has_it")
    cancelled = advance(vain, WantState.CANCELLED, NOW)
    assert advance(cancelled, WantState.WANTED, NOW).tries == 0
    assert advance(vain, WantState.WANTED, NOW).tries == 1


def test_a_want_holds_together() -> None:
    with pytest.raises(ValueError, match="time for its next try"):
        Attempt(since=NOW, state=WantState.DEFERRED)
    with pytest.raises(ValueError, match="time for its next try"):
        Attempt(since=NOW, next_attempt_at=NOW)
    with pytest.raises(ValueError, match="waits for a source"):
        Attempt(since=NOW, waits_for="slskd")
    with pytest.raises(ValueError, match="from 0"):
        Attempt(since=NOW, tries=-1)
    with pytest.raises(ValueError, match="needs more"):
        advance(Attempt(since=NOW), WantState.DEFERRED, NOW)


@given(st.lists(st.sampled_from(list(WantState)), max_size=30))
def test_whatever_is_tried_a_want_stays_in_order(steps: list[WantState]) -> None:
    attempt = Attempt(since=NOW)
    for state in steps:
        if allowed(attempt.state, state):
            attempt = _step(attempt, state)
            assert attempt.state is state
            assert not (attempt.state.under_way and due(attempt, NOW + timedelta(days=99)))
            assert (attempt.ticket is None) or attempt.offer is not None


def _want(number: int, title: str, album: str | None = None, **more: object) -> Due:
    more.setdefault("artists", ("Oasis",))
    more.setdefault("kind", WantKind.TRACK)
    return Due(number, Wanted(title=title, album=album, **more))  # type: ignore[arg-type]


def _shown(found: tuple[Batch, ...]) -> list[tuple[str, list[int]]]:
    return [(batch.cycle.value, [each.id for each in batch.wants]) for batch in found]


def test_two_tracks_of_one_album_are_sought_as_the_album() -> None:
    found = batches(
        [
            _want(1, "Wonderwall", "Morning Glory"),
            _want(2, "Live Forever", "Definitely Maybe"),
            _want(3, "Roll with It", "morning  GLORY"),
            _want(4, "Morning Glory", "Morning Glory", artists=("Somebody Else",)),
            _want(5, "Alone"),
            _want(6, "Alone, too"),
        ]
    )
    assert _shown(found) == [
        ("albums", [1, 3]),
        ("singles", [2]),
        ("singles", [4]),
        ("singles", [5]),
        ("singles", [6]),
    ]
    assert (found[0].album, found[0].artist) == ("Morning Glory", "Oasis")


def test_an_album_takes_its_tracks_along_and_the_same_release_is_one() -> None:
    release = frozenset({ExternalId(IdKind.MB_RELEASE, "r")})
    found = batches(
        [
            _want(1, "Wonderwall", "Morning Glory"),
            _want(2, "Morning Glory", kind=WantKind.ALBUM),
            _want(3, "One", "A", ids=release),
            _want(4, "Two", "Another name", artists=("Guest",), ids=release),
        ]
    )
    assert _shown(found) == [("albums", [1, 2]), ("albums", [3, 4])]
    assert found[0].album == "Morning Glory"


@pytest.fixture
def found() -> Callable[[str], list[Batch]]:
    """Make batches of "a" (an album) and "s" (a single)."""
    kinds = {"a": Cycle.ALBUMS, "s": Cycle.SINGLES}
    return lambda text: [Batch(kinds[letter], ()) for letter in text]


@pytest.mark.parametrize(
    ("before", "share", "there", "following"),
    [
        (None, Share.ALL, "as", Cycle.ALBUMS),
        (Cycle.ALBUMS, Share.ALL, "as", Cycle.SINGLES),
        (Cycle.SINGLES, Share.ALL, "as", Cycle.ALBUMS),
        (Cycle.ALBUMS, Share.ALL, "aa", Cycle.ALBUMS),
        (Cycle.SINGLES, Share.ALL, "s", Cycle.SINGLES),
        (None, Share.ALL, "s", Cycle.SINGLES),
        (None, Share.ALL, "", None),
        (Cycle.ALBUMS, Share.ALBUMS, "as", Cycle.ALBUMS),
        (None, Share.SINGLES, "a", None),
    ],
)
def test_albums_and_singles_take_turns(
    before: Cycle | None,
    share: Share,
    there: str,
    following: Cycle | None,
    found: Callable[[str], list[Batch]],
) -> None:
    assert next_cycle(before, share, found(there)) is following
