"""Every write is read back: the server says the same to what it does and to what it ignores."""

from datetime import UTC, datetime, timedelta

import pytest
from engine.providers.sagetv.conftest import AIRED, NOW, House, episode, film, ms
from fakes.sagex import Media
from fakes.serving import Fault
from syncopate.domain.link import Action
from syncopate.domain.watch import Position, Rating, Watched
from syncopate.providers.watching import Became

THEN = NOW - timedelta(days=2)
AT_TWENTY = Position(1200.0, NOW - timedelta(hours=1))


def minutes_of(media: Media) -> float | None:
    """Return how far a media file was watched, in minutes of the file."""
    watch = media.airing.watch
    return None if watch is None else (watch.end - media.start) / 60_000


async def test_seen(house: House) -> None:
    media = house.record()
    house.fake.watch(media, 20, ms(THEN))
    outcome = await house.write(Action.WATCH, media, value=Watched((THEN,)))
    assert outcome.became is Became.APPLIED
    assert house.fake.library.is_watched(media.airing)
    assert house.fake.called == ["GetMediaFileForID", "SetWatched", "GetMediaFileForID"]
    written = house.fake.wire.journal[1]
    assert dict(written.query) == {"c": "SetWatched", "1": f"airing:{media.airing.id}", "encoder": "json"}


async def test_what_is_so_already_is_not_written(house: House) -> None:
    seen, begun, fresh = house.record(1), house.record(2), house.record(3)
    house.fake.watch(seen, 40, ms(THEN))
    house.fake.watch(begun, 20, ms(THEN))
    for action, media, value in (
        (Action.WATCH, seen, Watched((THEN,))),
        (Action.UNWATCH, begun, None),
        (Action.UNWATCH, fresh, None),
        (Action.PLACE, begun, Position(1201.9, NOW)),
        (Action.UNPLACE, seen, None),
        (Action.UNPLACE, fresh, None),
    ):
        assert (await house.write(action, media, value=value)).became is Became.UNCHANGED
    assert house.fake.written == []


async def test_not_seen(house: House) -> None:
    media = house.record()
    house.fake.watch(media, 40, ms(THEN))
    assert (await house.write(Action.UNWATCH, media)).became is Became.APPLIED
    assert media.airing.watch is None
    assert not house.fake.library.is_watched(media.airing)


async def test_not_seen_of_what_was_seen_in_another_airing_the_place_stays(house: House) -> None:
    show = episode(1)
    other = house.record(2, show)
    house.fake.library.mark(house.record(1, show).airing)
    house.fake.watch(other, 10, ms(THEN))
    assert (await house.write(Action.UNWATCH, other)).became is Became.APPLIED
    assert not house.fake.library.is_watched(other.airing)
    assert minutes_of(other) == 10


async def test_further_on_goes_by_itself(house: House) -> None:
    media = house.record()
    house.fake.watch(media, 10, ms(THEN))
    assert (await house.write(Action.PLACE, media, value=AT_TWENTY)).became is Became.APPLIED
    assert house.fake.written == ["SetWatchedTimes"]
    assert minutes_of(media) == 20
    query = dict(house.fake.wire.journal[1].query)
    assert query["2"] == str(media.airing.start + 1_200_000)
    assert query["3"] == str(ms(NOW - timedelta(hours=1, minutes=20))), "when watching began"


async def test_back_needs_clearing_first(house: House) -> None:
    media = house.record()
    house.fake.watch(media, 30, ms(THEN))
    assert (await house.write(Action.PLACE, media, value=AT_TWENTY)).became is Became.APPLIED
    assert house.fake.written == ["ClearWatched", "SetWatchedTimes"]
    assert minutes_of(media) == 20


async def test_anew_needs_clearing_first(house: House) -> None:
    media = house.record()
    house.fake.watch(media, 40, ms(THEN))
    assert (await house.write(Action.PLACE, media, value=AT_TWENTY, again=True)).became is Became.APPLIED
    assert house.fake.written == ["ClearWatched", "SetWatchedTimes"]
    assert minutes_of(media) == 20
    assert not house.fake.library.is_watched(media.airing)


async def test_what_was_watched_meanwhile_is_not_cleared(house: House) -> None:
    media = house.record()
    house.fake.watch(media, 40, ms(THEN))
    outcome = await house.write(Action.PLACE, media, value=AT_TWENTY)
    assert (outcome.became, outcome.reason) == (Became.FAILED, "write_not_kept")
    assert house.fake.written == []


async def test_nowhere(house: House) -> None:
    media = house.record()
    house.fake.watch(media, 20, ms(THEN))
    assert (await house.write(Action.UNPLACE, media)).became is Became.APPLIED
    assert media.airing.watch is None


async def test_nowhere_in_what_was_seen_in_another_airing(house: House) -> None:
    show = episode(1)
    other = house.record(2, show)
    house.fake.library.mark(house.record(1, show).airing)
    house.fake.watch(other, 10, ms(THEN))
    assert (await house.write(Action.UNPLACE, other)).became is Became.APPLIED
    assert house.fake.written == ["ClearWatched", "SetWatched"]
    assert house.fake.library.is_watched(other.airing)


@pytest.mark.parametrize("late", [-10, 10])
async def test_a_place_is_one_of_the_file(house: House, late: int) -> None:
    start = AIRED + timedelta(minutes=late)
    media = house.record(start=ms(start), aired_from=ms(AIRED), minutes=60, aired_minutes=60)
    assert (await house.write(Action.PLACE, media, value=AT_TWENTY)).became is Became.APPLIED
    assert minutes_of(media) == 20
    (record,) = (await house.read()).part.records
    assert record.values.position == Position(1200.0, NOW)


async def test_a_place_is_one_of_all_files_together(house: House) -> None:
    media = house.record(minutes=60, aired_minutes=80)
    house.fake.split(media, 15, 7)
    assert (await house.write(Action.PLACE, media, value=AT_TWENTY)).became is Became.APPLIED
    assert minutes_of(media) == 27
    (record,) = (await house.read()).part.records
    assert record.values.position == Position(1200.0, NOW)


async def test_before_the_broadcast_there_is_no_place_and_nothing_is_cleared_for_it(house: House) -> None:
    media = house.record(
        start=ms(AIRED), aired_from=ms(AIRED + timedelta(minutes=20)), minutes=80, aired_minutes=60
    )
    house.fake.watch(media, 50, ms(THEN))
    outcome = await house.write(Action.PLACE, media, value=AT_TWENTY)
    assert (outcome.became, outcome.reason) == (Became.FAILED, "write_not_kept")
    assert house.fake.written == []
    assert minutes_of(media) == 50


async def test_behind_the_broadcast_is_the_end_of_it(house: House) -> None:
    media = house.record(start=ms(AIRED), minutes=80, aired_minutes=60)
    outcome = await house.write(Action.PLACE, media, value=Position(70 * 60.0, NOW))
    assert outcome.became is Became.APPLIED
    assert house.fake.library.is_complete(media.airing)


async def test_all_recordings_of_one_are_kept_alike(house: House) -> None:
    show = episode(1)
    one, other = house.record(1, show), house.record(2, show)
    assert (await house.write(Action.PLACE, one, other, value=AT_TWENTY)).became is Became.APPLIED
    assert (minutes_of(one), minutes_of(other)) == (20, 20)
    assert (await house.write(Action.WATCH, one, other, value=Watched())).became is Became.APPLIED
    assert house.fake.written.count("SetWatched") == 1, "the other is one with it"
    house.fake.watch(other, 40, ms(NOW))
    assert (await house.write(Action.UNWATCH, one, other)).became is Became.APPLIED
    assert not any(house.fake.library.is_watched(each.airing) for each in (one, other))


async def test_one_of_several_recordings_that_is_gone_does_no_harm(house: House) -> None:
    one, other = house.record(1), house.record(2)
    del house.fake.library.media[one.id]
    assert (await house.write(Action.WATCH, one, other, value=Watched())).became is Became.APPLIED


async def test_what_is_not_there_is_unresolved(house: House) -> None:
    media = house.record()
    house.fake.library.media.clear()
    assert (await house.write(Action.WATCH, media, value=Watched())).became is Became.UNRESOLVED
    assert (await house.write(Action.WATCH, value=Watched())).became is Became.UNRESOLVED
    media.id = "x; drop"  # type: ignore[assignment]
    house.fake.wire.journal.clear()
    assert (await house.write(Action.WATCH, media, value=Watched())).became is Became.UNRESOLVED
    assert house.fake.called == []


async def test_on_a_disc_there_is_no_place(house: House) -> None:
    media = house.record(show=film(), kind="D", MediaType="Movie")
    assert (await house.write(Action.PLACE, media, value=AT_TWENTY)).became is Became.UNRESOLVED
    assert (await house.write(Action.WATCH, media, value=Watched())).became is Became.APPLIED


async def test_what_it_does_not_know_fails(house: House) -> None:
    outcome = await house.write(Action.RATE, house.record(), value=Rating(8))  # type: ignore[arg-type]
    assert (outcome.became, outcome.reason) == (Became.FAILED, "method_not_allowed")
    assert house.fake.called == []


@pytest.mark.parametrize("action", [Action.WATCH, Action.PLACE])
async def test_what_is_ignored_without_a_word_failed(house: House, action: Action) -> None:
    media = house.record()
    house.fake.library.may_write = False
    value = Watched() if action is Action.WATCH else AT_TWENTY
    outcome = await house.write(action, media, value=value)
    assert (outcome.became, outcome.reason) == (Became.FAILED, "write_not_kept")


async def test_a_first_step_that_fails_is_the_last(house: House) -> None:
    media = house.record()
    house.fake.watch(media, 40, ms(THEN))
    house.fake.refused["ClearWatched"] = "not today"
    outcome = await house.write(Action.PLACE, media, value=AT_TWENTY, again=True)
    assert (outcome.became, outcome.reason) == (Became.FAILED, "unreachable")
    assert "not today" in outcome.detail
    assert house.fake.written == ["ClearWatched"]
    assert house.fake.library.is_watched(media.airing)


async def test_a_second_step_that_fails_has_the_first_one_taken_back(house: House) -> None:
    """Else it would look as if somebody had taken back that it was seen."""
    seen, begun = house.record(1), house.record(2)
    house.fake.watch(seen, 40, ms(THEN))
    house.fake.watch(begun, 30, ms(THEN))
    house.fake.refused["SetWatchedTimes"] = "not today"
    outcome = await house.write(Action.PLACE, seen, value=AT_TWENTY, again=True)
    assert outcome.became is Became.FAILED
    assert house.fake.written == ["ClearWatched", "SetWatchedTimes", "SetWatched"]
    assert house.fake.library.is_watched(seen.airing)
    outcome = await house.write(Action.PLACE, begun, value=AT_TWENTY)
    assert outcome.became is Became.FAILED


async def test_a_write_without_an_answer_that_took_effect_is_done(house: House) -> None:
    media = house.record()
    house.fake.wire.fail(Fault.DROPPED, skip=1, times=2)
    assert (await house.write(Action.WATCH, media, value=Watched())).became is Became.APPLIED


@pytest.mark.parametrize("fault", [Fault.REFUSED, Fault.SLOW, Fault.HTML, Fault.BROKEN, Fault.SERVER_ERROR])
async def test_a_write_of_which_nobody_knows_is_in_doubt(house: House, fault: Fault) -> None:
    """The write fails as often as it is tried; what is read afterwards does not show it."""
    media = house.record()
    house.fake.wire.slow_seconds = 2.0
    house.fake.wire.fail(fault, skip=1, times=1 if fault in {Fault.HTML, Fault.BROKEN} else 2)
    if fault is Fault.BROKEN:
        house.fake.library.may_write = False
    outcome = await house.write(Action.WATCH, media, value=Watched())
    assert outcome.became is Became.IN_DOUBT
    assert outcome.reason is not None
    await house.fake.wire.settled()


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.UNAUTHORIZED, "login_rejected"),
        (Fault.FORBIDDEN, "login_lacks_rights"),
        (Fault.NOT_FOUND, "unreachable"),
        (Fault.TOO_MANY, "rate_limited"),
    ],
)
@pytest.mark.parametrize("skip", [0, 1])
async def test_what_is_refused_failed(house: House, fault: Fault, reason: str, skip: int) -> None:
    media = house.record()
    house.fake.wire.fail(fault, skip=skip, retry_after="1000")
    outcome = await house.write(Action.WATCH, media, value=Watched())
    assert (outcome.became, outcome.reason) == (Became.FAILED, reason)
    assert not house.fake.library.is_watched(media.airing)


async def test_what_cannot_even_be_looked_at_failed(house: House) -> None:
    media = house.record()
    house.fake.wire.fail(Fault.SERVER_ERROR)
    outcome = await house.write(Action.WATCH, media, value=Watched())
    assert (outcome.became, outcome.reason) == (Became.FAILED, "unreachable")


async def test_what_cannot_be_read_back_is_in_doubt(house: House) -> None:
    media = house.record()
    house.fake.wire.fail(Fault.SERVER_ERROR, skip=2)
    outcome = await house.write(Action.WATCH, media, value=Watched())
    assert outcome.became is Became.IN_DOUBT


async def test_each_operation_of_a_batch_has_its_own_outcome(house: House) -> None:
    one, other = house.record(1), house.record(2)
    house.fake.watch(other, 40, ms(datetime(2026, 1, 1, tzinfo=UTC)))
    first = await house.write(Action.WATCH, one, value=Watched())
    second = await house.write(Action.WATCH, other, value=Watched())
    assert [first.became, second.became] == [Became.APPLIED, Became.UNCHANGED]
    assert await house.account.write([]) == []
