"""What fails is never a whole read, and nothing is claimed that was not answered."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from engine.providers.mediabrowser.cinema import LONG_AGO, PLAYED
from fakes.serving import Fault
from syncopate.domain.link import Action, Became
from syncopate.domain.watch import Listed, Position, Watched
from syncopate.errors import LoginLacksRights, LoginRejected, OddAnswer, RateLimited, Unreachable
from syncopate.providers._mediabrowser import talk, video_lists

FAULTS = {
    Fault.UNAUTHORIZED: LoginRejected,
    Fault.FORBIDDEN: LoginLacksRights,
    Fault.TOO_MANY: RateLimited,
    Fault.NOT_FOUND: Unreachable,
    Fault.SERVER_ERROR: Unreachable,
    Fault.UNAVAILABLE: Unreachable,
    Fault.CUT_OFF: Unreachable,
    Fault.DROPPED: Unreachable,
    Fault.HTML: OddAnswer,
    Fault.BROKEN: OddAnswer,
}
"""What is told of each."""
PLACES = {"jellyfin": ("*Views", "*/Items"), "emby": ("*/Views", "*/Items")}


def _claims_nothing(told: Any, reason: str) -> None:
    assert told.part.missing is not None
    assert told.part.missing.reason == reason
    assert told.part.missing.detail
    assert told.part.cursor is None


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("place", [0, 1])
async def test_a_failed_read_is_none(cinema: Any, fault: Fault, place: int) -> None:
    cinema.fake.wire.fail(fault, PLACES[cinema.house.domain][place], retry_after="0")
    told = await cinema.read()
    _claims_nothing(told, FAULTS[fault].key)
    assert not told.records


@pytest.mark.parametrize("fault", [*FAULTS, Fault.EMPTY_PAGE])
async def test_a_read_that_fails_in_its_middle_is_none(
    cinema: Any, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(video_lists, "PAGE", 10)
    for number in range(40):
        cinema.fake.shelf.movie(cinema.films, f"Film {number}", at=LONG_AGO)
    # Four lists tell how it is, and the first page of films is good.
    cinema.fake.wire.fail(fault, "*/Items", skip=5, retry_after="0")
    told = await cinema.read()
    _claims_nothing(told, FAULTS.get(fault, OddAnswer).key)
    assert len(told.records) < 42
    cinema.fake.wire.heal()
    again = await cinema.read()
    assert again.part.missing is None
    assert len(again.records) == 45


@pytest.mark.parametrize("fault", [*FAULTS, Fault.EMPTY_PAGE])
async def test_a_later_look_that_fails_is_none(cinema: Any, fault: Fault) -> None:
    cinema.see(cinema.heat, LONG_AGO)
    await cinema.read(PLAYED)
    before = cinema.cursors
    cinema.see(cinema.ran)
    cinema.fake.wire.fail(fault, "*/Items", skip=1, retry_after="0")
    told = await cinema.read(PLAYED)
    _claims_nothing(told, FAULTS.get(fault, OddAnswer).key)
    assert not told.part.whole
    cinema.fake.wire.heal()
    # Nothing was skipped: from where it was read before, it goes on.
    cinema.cursors = before
    assert cinema.ran.id in (await cinema.read(PLAYED)).records


async def test_a_slow_server_is_none(cinema: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    cinema.fake.wire.slow_seconds = 2.0
    cinema.fake.wire.fail(Fault.SLOW, "*/Items")
    monkeypatch.setattr(talk, "_PATIENCE", timedelta(seconds=0.2))
    cinema.account = cinema.account_of(cinema.user)
    told = await cinema.read()
    _claims_nothing(told, Unreachable.key)


async def test_what_plays_is_not_known(cinema: Any) -> None:
    """Then what plays would be written to."""
    cinema.fake.wire.fail(Fault.SERVER_ERROR, "*/Sessions")
    _claims_nothing(await cinema.read(), Unreachable.key)


async def test_who_may_not_see_sessions_reads_all_the_same(cinema: Any) -> None:
    cinema.fake.wire.fail(Fault.FORBIDDEN, "*/Sessions")
    assert (await cinema.read()).part.missing is None


async def test_a_token_of_another_user_reads_nothing(cinema: Any) -> None:
    cinema.see(cinema.heat)
    cinema.account = cinema.account_of(cinema.house.guest, user_id=cinema.user.id)
    _claims_nothing(await cinema.read(), LoginLacksRights.key)
    outcome = await cinema.write(Action.UNWATCH, None, cinema.heat)
    assert outcome.became is Became.FAILED
    assert cinema.data(cinema.heat).played


async def test_another_server_at_the_address_is_not_read(cinema: Any) -> None:
    cinema.account = cinema.account_of(cinema.user, server_id="0" * 32)
    _claims_nothing(await cinema.read(), OddAnswer.key)


async def test_a_list_without_what_the_user_did_is_not_read(
    cinema: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read as nothing, it would look as if all had been taken back."""
    cinema.see(cinema.heat)
    monkeypatch.setattr(type(cinema.fake.shapes), "user_data_of", lambda *_: {})
    _claims_nothing(await cinema.read(), OddAnswer.key)


@pytest.mark.parametrize(
    ("removed", "added"),
    [(1, None), (0, LONG_AGO - timedelta(days=1)), (1, LONG_AGO + timedelta(days=1))],
)
async def test_a_list_that_changes_meanwhile_is_not_read(
    cinema: Any, monkeypatch: pytest.MonkeyPatch, removed: int, added: datetime | None
) -> None:
    """What goes moves all after it, what comes all after its place: some are then on no page."""
    monkeypatch.setattr(video_lists, "PAGE", 10)
    made = [cinema.fake.shelf.movie(cinema.films, f"Film {one}", at=LONG_AGO) for one in range(40)]
    pages = 0

    def change(moment: str, request: Any) -> None:
        nonlocal pages
        if moment == "after" and "ParentId=" in str(request.url) and "Movie" in str(request.url):
            pages += 1
            if pages == 2:
                for one in made[:removed]:
                    cinema.fake.shelf.remove(one)
                if added is not None:
                    cinema.fake.shelf.movie(cinema.films, "New", at=added)

    cinema.fake.wire.watch = change
    _claims_nothing(await cinema.read(), OddAnswer.key)


async def test_what_is_added_meanwhile_at_the_end_moves_nothing(
    cinema: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(video_lists, "PAGE", 10)
    for one in range(40):
        cinema.fake.shelf.movie(cinema.films, f"Film {one}", at=LONG_AGO)
    added: list[Any] = []

    def add(moment: str, request: Any) -> None:
        if (
            moment == "after"
            and "ParentId=" in str(request.url)
            and "Movie" in str(request.url)
            and not added
        ):
            added.append(cinema.fake.shelf.movie(cinema.films, "New"))

    cinema.fake.wire.watch = add
    told = await cinema.read()
    assert told.part.missing is None
    assert added[0].id in told.records


async def test_nothing_secret_is_told(cinema: Any, no_secrets: list[str]) -> None:
    cinema.fake.wire.fail(Fault.UNAUTHORIZED, "*/Items")
    told = await cinema.read()
    outcome = await cinema.write(Action.LIST, Listed(), cinema.heat)
    no_secrets += [repr(told), repr(outcome)]


_WRITES = {
    Action.WATCH: Watched((LONG_AGO,)),
    Action.UNWATCH: None,
    Action.PLACE: Position(600.0, LONG_AGO),
    Action.UNPLACE: None,
    Action.LIST: Listed(),
    Action.UNLIST: None,
}


@pytest.mark.parametrize("action", _WRITES)
@pytest.mark.parametrize(
    "fault", [Fault.UNAUTHORIZED, Fault.FORBIDDEN, Fault.TOO_MANY, Fault.SERVER_ERROR, Fault.REFUSED]
)
async def test_what_did_not_take_effect_is_not_claimed(cinema: Any, fault: Fault, action: Action) -> None:
    for method in ("POST", "DELETE"):
        cinema.fake.wire.fail(fault, method=method, retry_after="0")
    for one in (cinema.heat, cinema.ran):
        cinema.data(one).position = 1
    operations = [cinema.operation(action, _WRITES[action], one) for one in (cinema.heat, cinema.ran)]
    for outcome in await cinema.account.write(operations):
        assert outcome.became in {Became.FAILED, Became.IN_DOUBT}
        assert outcome.reason
    assert not cinema.data(cinema.heat).played
    assert not cinema.data(cinema.heat).favorite
    assert cinema.data(cinema.heat).position == 1


@pytest.mark.parametrize("fault", [Fault.DROPPED, Fault.BROKEN, Fault.CUT_OFF])
async def test_a_play_whose_answer_was_lost_is_looked_for(cinema: Any, fault: Fault) -> None:
    cinema.fake.wire.fail(fault, method="POST")
    outcome = await cinema.write(Action.WATCH, Watched((LONG_AGO,)), cinema.heat)
    assert outcome.became is Became.APPLIED
    assert cinema.data(cinema.heat).plays == 1, "it was sent once"


@pytest.mark.parametrize("fault", [Fault.REFUSED, Fault.HTML])
async def test_a_play_of_which_nothing_is_known_is_in_doubt(cinema: Any, fault: Fault) -> None:
    cinema.fake.wire.fail(fault, method="POST")
    outcome = await cinema.write(Action.WATCH, Watched((LONG_AGO,)), cinema.heat)
    assert outcome.became is Became.IN_DOUBT
    assert len(cinema.fake.wire.asked("POST")) == 1


async def test_a_play_by_hand_whose_answer_was_lost(cinema: Any) -> None:
    cinema.fake.wire.fail(Fault.DROPPED, method="POST")
    assert (await cinema.write(Action.WATCH, Watched(), cinema.heat)).became is Became.APPLIED
    before = Watched((LONG_AGO,))
    outcome = await cinema.write(Action.WATCH, Watched(), cinema.heat, before=before)
    assert outcome.became is Became.IN_DOUBT


async def test_what_may_be_repeated_is(cinema: Any) -> None:
    cinema.fake.wire.fail(Fault.DROPPED, method="POST", times=2)
    assert (await cinema.write(Action.PLACE, Position(600.0), cinema.heat)).became is Became.APPLIED
    assert cinema.data(cinema.heat).position == 6_000_000_000


async def test_nothing_is_sent_once_a_login_is_refused(cinema: Any) -> None:
    cinema.fake.wire.fail(Fault.UNAUTHORIZED, method="POST")
    operations = [cinema.operation(Action.LIST, Listed(), one) for one in (cinema.heat, cinema.ran)]
    outcomes = await cinema.account.write(operations)
    assert [one.reason for one in outcomes] == [LoginRejected.key] * 2
    assert len(cinema.fake.wire.asked("POST")) == 1


async def test_nothing_is_sent_to_a_server_that_is_away(cinema: Any) -> None:
    await cinema.read()
    await cinema.fake.__aexit__(None, None, None)
    for action in (Action.WATCH, Action.LIST):
        outcome = await cinema.write(action, _WRITES[action], cinema.heat)
        assert outcome.became is Became.FAILED
        assert outcome.reason == Unreachable.key
