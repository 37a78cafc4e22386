"""The history of one user: all of it with ids, or that it is as it was, and never less than all."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from engine.planning.watching.worlds import Holder, one_way, tracker
from engine.providers.in_step import READ_FAULTS, InStep, film, ids, operation, told_by
from engine.providers.tautulli.conftest import House
from fakes.serving import Fault
from fakes.tautulli import Item
from syncopate.domain.link import Action, Became
from syncopate.domain.watch import Feature, MediaType, Side, TitleId, Watched
from syncopate.errors import InvalidInput, LoginRejected, Unreachable
from syncopate.providers._tracker.notes import Notes
from syncopate.providers.login import Ask, LoggedIn
from syncopate.providers.tautulli.manifest import MANIFEST
from syncopate.providers.tautulli.parse import ids_in, seen
from syncopate.providers.watching import WatchAccount

HISTORY = frozenset({Feature.HISTORY})
RULES = MANIFEST.watch
assert RULES is not None
AT = datetime(2026, 3, 1, 20, tzinfo=UTC)
STAMP = int(AT.timestamp())
HASH = "5d776825880197001ec90394"


def stocked(house: House, films: int = 0) -> dict[str, Item]:
    """Have a film and a show with two episodes, and more films that Anna has seen."""
    fake = house.fake
    guids = ("imdb://tt0113277", "tmdb://949")
    heat = fake.add(1, "movie", "Heat", f"plex://movie/{HASH}", *guids)
    fake.add(2, "show", "Breaking Bad", "plex://show/5d9c086c46115600200aa2fe", "tvdb://81189", "tmdb://1396")
    pilot = fake.add(
        3, "episode", "Pilot", "plex://episode/5d9c12d1ef619d00207fe2f0", show=2, season=1, number=1
    )
    special = fake.add(4, "episode", "Special", "local://4", show=2, season=0, number=2)
    for number in range(1, films + 1):
        guid = f"com.plexapp.agents.themoviedb://{number}?lang=en"
        each = fake.add(100 + number, "movie", f"Film {number}", guid, gone=True)
        fake.play(house.anna, each, STAMP + number)
    return {"heat": heat, "pilot": pilot, "special": special}


async def test_what_was_seen_to_its_end_each_time(house: House) -> None:
    items = stocked(house)
    house.fake.play(house.anna, items["heat"], STAMP)
    house.fake.play(house.anna, items["heat"], STAMP + 86_400, percent=90)
    house.fake.play(house.anna, items["heat"], STAMP + 90_000, percent=60)
    house.fake.play(house.fake.users[1], items["heat"], STAMP + 95_000)
    house.fake.play(house.anna, items["pilot"], STAMP)
    house.fake.play(house.anna, items["special"], None, started=STAMP)
    house.fake.play(house.anna, items["pilot"], None, state="playing")
    account = house.account()
    assert isinstance(account, WatchAccount)
    told = await told_by(account, set(Feature))
    heat, pilot, special = told.part.records
    assert told.part.features == HISTORY
    assert heat.key == "movie:1"
    assert (heat.title.name, heat.title.year) == ("Heat", 1995)
    assert heat.title.ids == ids(imdb="tt0113277", tmdb="949", plex=HASH)
    assert heat.values.watched == Watched((AT, AT + timedelta(days=1)), 2)
    assert pilot.title.ids == ids(plex="5d9c12d1ef619d00207fe2f0")
    assert pilot.title.show_ids == ids(tvdb="81189", tmdb="1396", plex="5d9c086c46115600200aa2fe")
    assert (pilot.title.show_name, pilot.title.season, pilot.title.number) == ("Breaking Bad", 1, 1)
    assert (special.title.season, special.title.ids) == (0, frozenset())
    assert special.values.watched == Watched((AT,))


@pytest.mark.parametrize(("films", "pages"), [(0, 2), (10, 2), (11, 3), (35, 5)])
async def test_every_page_is_read(house: House, films: int, pages: int) -> None:
    stocked(house, films)
    told = await told_by(house.account(), HISTORY)
    assert told.part.missing is None
    assert len(told.records) == films
    assert house.asked("get_history") == pages


async def test_an_unchanged_history_is_only_looked_at(house: House) -> None:
    items = stocked(house, 25)
    account = house.account()
    first = await told_by(account, HISTORY)
    house.fake.wire.journal.clear()
    again = await told_by(account, HISTORY, first.cursors)
    assert (again.part.whole, again.records, again.cursors) == (False, [], first.cursors)
    assert (house.asked("get_history"), house.asked("get_metadata")) == (2, 0)
    house.fake.play(house.anna, items["pilot"], STAMP)
    changed = await told_by(account, HISTORY, again.cursors)
    assert (changed.part.whole, len(changed.records)) == (True, 26)
    # One was deleted, another one added: as many as before.
    del house.fake.plays[0]
    house.fake.play(house.anna, items["heat"], STAMP + 99)
    assert len((await told_by(account, HISTORY, changed.cursors)).records) == 26
    last = await told_by(account, HISTORY)
    assert (await told_by(account, HISTORY, last.cursors, whole=True)).part.whole


async def test_plex_is_asked_once_for_each_title(house: House) -> None:
    items = stocked(house)
    for name in ("heat", "pilot", "special"):
        house.fake.play(house.anna, items[name], STAMP)
    await told_by(house.account(), HISTORY)
    assert house.asked("get_metadata") == 2
    house.fake.wire.journal.clear()
    assert (await told_by(house.account(), HISTORY)).records[0].title.ids == ids(
        imdb="tt0113277", tmdb="949", plex=HASH
    )
    assert house.asked("get_metadata") == 0
    items["heat"].guids = ["imdb://tt0000009"]
    told = await told_by(house.account(), HISTORY, whole=True)
    assert told.records[0].title.ids == ids(imdb="tt0000009", plex=HASH)
    (house.storage / "ids.json").write_text('{"1": [["nobody", 3]]}')
    assert len((await told_by(house.account(), HISTORY)).records[0].title.ids) == 2


@pytest.mark.parametrize("fault", [*READ_FAULTS, Fault.EMPTY_PAGE])
@pytest.mark.parametrize("skip", [0, 2, 4])
async def test_what_fails_on_the_way_makes_it_not_whole(house: House, fault: Fault, skip: int) -> None:
    """Users, three pages of films, one of episodes, and what Plex says of a film are asked for in turn."""
    items = stocked(house, 24)
    house.fake.play(house.anna, items["heat"], STAMP)
    house.fake.play(house.anna, items["pilot"], STAMP)
    account = house.account()
    first = await told_by(account, HISTORY)
    if fault is Fault.EMPTY_PAGE and skip == 0:
        skip = 1
    house.fake.wire.fail(fault, skip=skip, retry_after="0.02")
    for cursors in ({}, first.cursors):
        told = await told_by(account, HISTORY, cursors, whole=not cursors)
        if told.part.missing is None:
            # As it was, after it was looked at.
            assert cursors
            assert not told.part.whole
        else:
            assert told.part.cursor is None
        assert house.fake.key not in str(told)
    house.fake.wire.heal()
    assert (await told_by(account, HISTORY)).part.missing is None


@pytest.mark.parametrize("old", [True, False])
async def test_refusals_with_any_status(house: House, old: bool) -> None:
    stocked(house, 3)
    house.fake.old = old
    account = house.account(api_key="wrong")
    health = await account.check()
    assert (health.ok, health.reason) == (False, "login_rejected")
    missing = (await told_by(account, HISTORY)).part.missing
    assert missing is not None
    assert missing.reason == "login_rejected"


async def test_a_broken_database_is_no_empty_history(house: House) -> None:
    stocked(house, 3)
    house.fake.database_broken = True
    assert (await told_by(house.account(), HISTORY)).part.missing is not None


async def test_a_history_that_changes_while_it_is_read_is_not_whole(house: House) -> None:
    stocked(house, 25)
    house.fake.between_pages = lambda: house.fake.plays and house.fake.plays.pop()
    assert (await told_by(house.account(), HISTORY)).part.missing is not None


async def test_of_an_unknown_user_nothing_is_told(house: House) -> None:
    stocked(house, 3)
    account = house.account(user_id="7")
    assert (await told_by(account, HISTORY)).part.missing is not None
    assert (await account.check()).reason == "login_rejected"
    assert (await house.account(user_id="").check()).reason == "not_configured"
    assert (await house.account(user_id="0").check()).ok


async def test_the_clock_of_the_server(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    stocked(house, 1)
    ahead = datetime.now(UTC) - timedelta(minutes=5)

    class Behind(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # noqa: ARG003 -- as it is called
            return ahead

    monkeypatch.setattr("syncopate.providers.tautulli.client.datetime", Behind)
    skew = (await told_by(house.account(), HISTORY)).end.skew
    assert abs(skew - timedelta(minutes=5)) < timedelta(seconds=10)


async def test_nothing_is_written(house: House) -> None:
    outcomes = await house.account().write([operation(Action.WATCH, film(tmdb="1"), Watched((AT,)))] * 2)
    assert [each.became for each in outcomes] == [Became.FAILED] * 2
    assert outcomes[0].reason == "method_not_allowed"
    assert house.fake.wire.journal == []


@pytest.mark.parametrize(
    ("raw", "plays", "count", "problems"),
    [
        ({"stopped": STAMP}, (AT,), 1, 0),
        ({"stopped": "1772395200"}, (AT,), 1, 0),
        ({"stopped": None, "started": STAMP}, (AT,), 1, 0),
        ({"stopped": 0, "started": 0, "date": 0}, (), 1, 0),
        ({"stopped": STAMP * 2}, (), 1, 1),
        ({"stopped": 10**15}, (), 1, 1),
        ({"stopped": STAMP, "watched_status": "1"}, (AT,), 1, 0),
    ],
)
def test_times(raw: dict[str, Any], plays: tuple[datetime, ...], count: int, problems: int) -> None:
    notes = Notes("Tautulli", AT)
    row = {"rating_key": 1, "watched_status": 1, "title": "Heat", "guid": "", **raw}
    (one,) = seen([row], MediaType.MOVIE, notes)
    assert one.record({}).values.watched == Watched(plays, count)
    assert len(notes.problems) == problems


@pytest.mark.parametrize("status", [0, 0.5, None, "0.5", "x"])
def test_what_was_not_seen_to_its_end(status: object) -> None:
    rows = [{"rating_key": 1, "watched_status": status, "stopped": STAMP}]
    assert seen(rows, MediaType.MOVIE, Notes("Tautulli", AT)) == []


@pytest.mark.parametrize(
    ("guid", "found"),
    [
        (f"plex://movie/{HASH}", ids(plex=HASH)),
        ("com.plexapp.agents.imdb://tt0113277?lang=en", ids(imdb="tt0113277")),
        ("com.plexapp.agents.thetvdb://81189/1/1?lang=en", ids(tvdb="81189")),
        ("com.plexapp.agents.themoviedb://949?lang=de", ids(tmdb="949")),
        ("com.plexapp.agents.imdb://113277", frozenset()),
        ("com.plexapp.agents.none://abc", frozenset()),
        ("plex://movie/short", frozenset()),
        ("local://4", frozenset()),
        ("", frozenset()),
    ],
)
def test_guids(guid: str, found: frozenset[TitleId]) -> None:
    assert ids_in(guid) == found


def test_an_old_agent_names_an_episode_by_its_show() -> None:
    row = {
        "rating_key": 3,
        "watched_status": 1,
        "stopped": STAMP,
        "parent_media_index": "6",
        "media_index": "1",
    }
    guid = {"guid": "com.plexapp.agents.thetvdb://121361/6/1?lang=en"}
    (one,) = seen([row | guid], MediaType.EPISODE, Notes("Tautulli", AT))
    title = one.record({}).title
    assert (title.ids, title.show_ids, title.season, title.number) == (frozenset(), ids(tvdb="121361"), 6, 1)


class TestLogin:
    async def test_whose_history_it_is_is_chosen(self, house: House) -> None:
        given = {"url": house.fake.address, "api_key": f" {house.fake.key} "}
        step = await house.login.begin("key", given)
        assert isinstance(step, Ask)
        assert step.labels == {"133788": "Anna", "0": "Local"}
        assert isinstance(await house.login.go_on(step.state, {"user_id": "7"}), Ask)
        done = await house.login.go_on(step.state, {"user_id": "133788"})
        assert done == LoggedIn(
            settings={
                "url": house.fake.address,
                "api_key": house.fake.key,
                "user_id": "133788",
                "user": "Anna",
            },
            name="Tautulli (Anna)",
        )

    async def test_what_is_wrong(self, house: House) -> None:
        given = {"url": house.fake.address, "api_key": house.fake.key}
        with pytest.raises(LoginRejected):
            await house.login.begin("key", {**given, "api_key": "wrong"})
        for name in given:
            with pytest.raises(InvalidInput):
                await house.login.begin("key", {**given, name: " "})
        with pytest.raises(InvalidInput):
            await house.login.begin("pigeon", given)
        house.fake.wire.fail(Fault.HTML)
        with pytest.raises(Unreachable):
            await house.login.begin("key", given)


async def test_in_step_as_a_source(house: House) -> None:
    items = stocked(house, 3)
    house.fake.play(house.anna, items["heat"], STAMP)
    house.fake.play(house.anna, items["pilot"], STAMP)
    other = Holder(tracker())
    world = InStep(house.account(), RULES, other, policy=one_way())
    assert len(await world.sync()) == 5
    assert await world.sync() == []
    house.fake.play(house.anna, items["heat"], STAMP + 86_400)
    (again,) = await world.sync()
    assert (again.side, again.action) == (Side.RIGHT, Action.WATCH)
    assert await world.sync() == []
    house.fake.plays = [play for play in house.fake.plays if play.item is not items["pilot"]]
    (gone,) = await world.sync()
    assert gone.action is Action.UNWATCH
    assert await world.sync() == []
