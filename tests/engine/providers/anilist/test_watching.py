"""Scores and the planning list of AniList: all or nothing, and no write that loses something else."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from engine.planning.watching.worlds import Holder, tracker
from engine.providers.anilist.conftest import House
from engine.providers.in_step import READ_FAULTS, InStep, film, ids, operation, told_by
from fakes.anilist import Entry
from fakes.serving import Fault
from syncopate.domain.link import Action, Became
from syncopate.domain.watch import Feature, Listed, MediaType, Rating, Title, Values
from syncopate.errors import InvalidInput, LoginRejected, OddAnswer, Unreachable
from syncopate.providers._tracker.notes import Notes
from syncopate.providers.anilist.manifest import MANIFEST
from syncopate.providers.anilist.parse import record_of
from syncopate.providers.login import ANSWER, Consent, LoggedIn
from syncopate.providers.watching import WatchAccount

BOTH = frozenset({Feature.RATINGS, Feature.WATCHLIST})
RULES = MANIFEST.watch
assert RULES is not None
CREATED = datetime.fromtimestamp(1_750_000_000, UTC)
BEBOP = Title(type=MediaType.SHOW, ids=ids(anilist="1", mal="1"), name="Cowboy Bebop", year=1998)
AKIRA = film("Akira", 1988, anilist="47", mal="47")


def stocked(house: House, more: int = 0) -> None:
    """Know a show, a film and a piece of music, and shows that Anna has scored."""
    house.fake.add(1, 1, "Cowboy Bebop")
    house.fake.add(47, 47, "Akira", format="MOVIE", year=1988)
    house.fake.add(99, None, "A song", format="MUSIC")
    for number in range(101, 101 + more):
        each = house.fake.add(number, None, f"Show {number}")
        house.fake.say(house.anna, each, status="COMPLETED", score=number % 100 + 1)


def entry(house: House, number: int) -> Entry | None:
    return house.anna.entries.get(number)


async def became(house: House, *args: Any) -> Became:
    (outcome,) = await house.account().write([operation(*args)])
    assert (outcome.reason is None) == (outcome.became in {Became.APPLIED, Became.UNCHANGED})
    return outcome.became


async def test_scores_and_the_planning_list(house: House) -> None:
    stocked(house)
    fake, anna = house.fake, house.anna
    fake.say(anna, fake.anime[1], status="COMPLETED", score=85, custom=True)
    fake.say(anna, fake.anime[47], status="PLANNING")
    fake.say(anna, fake.anime[99], status="PLANNING", score=50)
    fake.say(anna, fake.add(2, 5, "Scoreless"), status="CURRENT", progress=3)
    account = house.account()
    assert isinstance(account, WatchAccount)
    told = await told_by(account, set(Feature))
    bebop, akira = told.part.records
    assert (bebop.key, bebop.title, bebop.values) == ("show:1", BEBOP, Values(rating=Rating(8.5)))
    assert (akira.key, akira.title, akira.values) == ("movie:47", AKIRA, Values(listed=Listed(CREATED)))
    assert (told.part.features, told.part.cursor) == (BOTH, None)
    only = await told_by(account, {Feature.WATCHLIST})
    assert [each.key for each in only.records] == ["movie:47"]


@pytest.mark.parametrize(("shows", "requests"), [(0, 1), (10, 1), (11, 2), (35, 4)])
async def test_every_chunk_is_read(house: House, shows: int, requests: int) -> None:
    stocked(house, shows)
    told = await told_by(house.account(), BOTH)
    assert (len(told.records), told.part.missing) == (shows, None)
    assert len(house.fake.wire.journal) == requests


@pytest.mark.parametrize("fault", [*READ_FAULTS, Fault.EMPTY_PAGE])
@pytest.mark.parametrize("skip", [0, 2])
async def test_what_fails_on_the_way_is_nothing(house: House, fault: Fault, skip: int) -> None:
    stocked(house, 35)
    house.fake.wire.fail(fault, skip=skip, retry_after="0.02")
    told = await told_by(house.account(), BOTH)
    assert told.part.missing is not None
    assert told.records == []
    assert house.anna.token not in str(told)
    house.fake.wire.heal()
    assert (await told_by(house.account(), BOTH)).part.missing is None


@pytest.mark.parametrize("soft", [True, False])
async def test_refusals_with_any_status(house: House, soft: bool) -> None:
    stocked(house, 3)
    house.fake.soft = soft
    for settings in ({"token": "wrong"}, {"user_id": str(house.fake.viewers[1].id)}):
        account = house.account(**settings)
        missing = (await told_by(account, BOTH)).part.missing
        assert missing is not None
        assert missing.reason == "login_rejected"
        assert (await account.check()).reason == "login_rejected"
        (outcome,) = await account.write([operation(Action.RATE, BEBOP, Rating(5))])
        assert (outcome.became, outcome.reason) == (Became.FAILED, "login_rejected")
    assert await became(house, Action.RATE, film(anilist="7"), Rating(5)) is Became.UNRESOLVED
    house.fake.left = 0
    missing = (await told_by(house.account(), BOTH)).part.missing
    assert missing is not None
    assert missing.reason == "rate_limited"


async def test_without_a_login(house: House) -> None:
    for settings in ({"token": ""}, {"user_id": "x"}):
        account = house.account(**settings)
        assert (await account.check()).reason == "not_configured"
        assert (await told_by(account, BOTH)).part.missing is not None


@pytest.mark.parametrize(
    ("raw", "listed", "problems"),
    [
        ({"createdAt": 1_750_000_000}, Listed(CREATED), 0),
        ({"createdAt": 0}, Listed(), 0),
        ({"createdAt": None}, Listed(), 0),
        ({"createdAt": 9_750_000_000}, Listed(), 1),
        ({"createdAt": 10**18}, Listed(), 1),
    ],
)
def test_dates(raw: dict[str, Any], listed: Listed, problems: int) -> None:
    notes = Notes("AniList", datetime(2026, 3, 1, tzinfo=UTC))
    media = {"id": 1, "idMal": None, "format": "TV"}
    record = record_of({"id": 3, "status": "PLANNING", "score": 0, "media": media} | raw, BOTH, notes)
    assert record is not None
    assert (record.values.listed, len(notes.problems)) == (listed, problems)
    assert record.title.ids == ids(anilist="1")


@pytest.mark.parametrize(
    "odd", [{"id": None}, {"status": ""}, {"score": None}, {"score": 101}, {"score": True}, {"media": None}]
)
def test_an_entry_that_does_not_say_what_it_is_is_not_passed_over(odd: dict[str, Any]) -> None:
    raw = {"id": 3, "status": "PLANNING", "score": 0, "media": {"id": 1, "format": "TV"}} | odd
    with pytest.raises(OddAnswer):
        record_of(raw, BOTH, Notes("AniList", CREATED))


class TestWrites:
    @pytest.mark.parametrize(
        ("title", "keys"),
        [
            (BEBOP, ()),
            (Title(type=MediaType.SHOW, ids=ids(mal="1")), ()),
            (Title(type=MediaType.SHOW, ids=ids(tvdb="76885")), ("show:1",)),
        ],
    )
    async def test_scores(self, house: House, title: Title, keys: tuple[str, ...]) -> None:
        stocked(house)
        assert await became(house, Action.UNRATE, title, None, *keys) is Became.UNCHANGED
        assert await became(house, Action.RATE, title, Rating(8.5), *keys) is Became.APPLIED
        made = entry(house, 1)
        assert made is not None
        assert (made.score, made.status) == (85, "CURRENT")
        assert await became(house, Action.RATE, title, Rating(8.5), *keys) is Became.UNCHANGED
        made.status = "DROPPED"
        assert await became(house, Action.RATE, title, Rating(1), *keys) is Became.APPLIED
        assert (made.score, made.status) == (10, "DROPPED")
        assert await became(house, Action.UNRATE, title, None, *keys) is Became.APPLIED
        assert (made.score, made.status) == (0, "DROPPED")

    async def test_a_film_that_is_rated_was_seen(self, house: House) -> None:
        stocked(house)
        assert await became(house, Action.RATE, AKIRA, Rating(9)) is Became.APPLIED
        made = entry(house, 47)
        assert made is not None
        assert made.status == "COMPLETED"

    async def test_the_planning_list(self, house: House) -> None:
        stocked(house)
        assert await became(house, Action.UNLIST, BEBOP) is Became.UNCHANGED
        assert await became(house, Action.LIST, BEBOP, Listed()) is Became.APPLIED
        assert await became(house, Action.LIST, BEBOP, Listed(), "show:1") is Became.UNCHANGED
        assert await became(house, Action.UNLIST, BEBOP, None, "show:1") is Became.APPLIED
        assert house.anna.entries == {}

    @pytest.mark.parametrize("more", [{"score": 50}, {"progress": 1}, {"notes": "Otto's"}])
    async def test_what_says_more_is_not_taken_away(self, house: House, more: dict[str, Any]) -> None:
        stocked(house)
        house.fake.say(house.anna, house.fake.anime[1], status="PLANNING", **more)
        assert await became(house, Action.UNLIST, BEBOP) is Became.FAILED
        assert entry(house, 1) is not None

    @pytest.mark.parametrize("status", ["CURRENT", "COMPLETED", "DROPPED", "PAUSED", "REPEATING"])
    async def test_what_is_on_another_list_stays_there(self, house: House, status: str) -> None:
        stocked(house)
        made = house.fake.say(house.anna, house.fake.anime[1], status=status)
        assert await became(house, Action.LIST, BEBOP, Listed()) is Became.FAILED
        assert await became(house, Action.UNLIST, BEBOP) is Became.UNCHANGED
        assert made.status == status

    @pytest.mark.parametrize(
        "title",
        [
            film(anilist="1"),
            Title(type=MediaType.SHOW, ids=ids(mal="47")),
            Title(type=MediaType.SHOW, ids=ids(anilist="1") | ids(anilist="2")),
            Title(type=MediaType.SHOW, ids=ids(tvdb="76885")),
            Title(type=MediaType.SHOW, ids=ids(anilist="12345")),
            Title(type=MediaType.SHOW, name="Cowboy Bebop", year=1998),
        ],
    )
    async def test_what_is_not_there_is_unresolved(self, house: House, title: Title) -> None:
        stocked(house)
        assert await became(house, Action.RATE, title, Rating(5)) is Became.UNRESOLVED
        assert house.anna.entries == {}

    @pytest.mark.parametrize("fault", READ_FAULTS)
    @pytest.mark.parametrize("skip", [0, 1])
    async def test_what_fails_is_not_claimed(self, house: House, fault: Fault, skip: int) -> None:
        stocked(house)
        house.fake.wire.fail(fault, skip=skip, retry_after="0.02")
        batch = [operation(Action.RATE, each, Rating(5)) for each in (BEBOP, AKIRA)]
        outcomes = await house.account().write(batch)
        assert [each.became for each in outcomes] == [Became.FAILED] * 2
        assert all(each.reason and each.detail for each in outcomes)

    @pytest.mark.parametrize("action", [Action.RATE, Action.UNLIST])
    async def test_a_write_whose_answer_was_lost_is_sent_again(self, house: House, action: Action) -> None:
        stocked(house)
        house.fake.say(house.anna, house.fake.anime[1], status="PLANNING")
        house.fake.wire.fail(Fault.DROPPED, skip=1, times=1)
        value = Rating(5) if action is Action.RATE else None
        assert await became(house, action, BEBOP, value) is Became.APPLIED
        made = entry(house, 1)
        assert made is None or made.score == 50


class TestLogin:
    @pytest.mark.parametrize(
        "brought",
        ["{token}", " {token}\n", "https://anilist.co/api/v2/oauth/pin#access_token={token}&expires_in=3"],
    )
    async def test_a_token_is_brought(self, house: House, brought: str) -> None:
        step = await house.login.begin("browser", {"client_id": " 123 "})
        assert isinstance(step, Consent)
        address = urlsplit(step.url)
        assert address.path == "/api/v2/oauth/authorize"
        assert parse_qs(address.query) == {"client_id": ["123"], "response_type": ["token"]}
        assert await house.login.go_on(step.state, {}) == step
        given = {ANSWER: brought.replace("{token}", house.anna.token)}
        done = await house.login.go_on(step.state, given)
        settings = {"client_id": "123", "token": house.anna.token, "user_id": str(house.anna.id)}
        assert done == LoggedIn(settings=settings, name="AniList (anna)")

    async def test_what_is_wrong(self, house: House) -> None:
        step = await house.login.begin("browser", {"client_id": "123"})
        assert isinstance(step, Consent)
        with pytest.raises(LoginRejected) as caught:
            await house.login.go_on(step.state, {ANSWER: "nonsense"})
        assert "nonsense" not in str(caught.value)
        with pytest.raises(InvalidInput):
            await house.login.go_on(step.state, {ANSWER: "https://anilist.co/pin#error=denied"})
        for method, client_id in (("browser", ""), ("browser", "x"), ("pigeon", "1")):
            with pytest.raises(InvalidInput):
                await house.login.begin(method, {"client_id": client_id})
        house.fake.wire.fail(Fault.HTML)
        with pytest.raises(Unreachable):
            await house.login.go_on(step.state, {ANSWER: house.anna.token})


async def test_in_step_with_another_tracker(house: House) -> None:
    stocked(house, 12)
    other = Holder(tracker())
    world = InStep(house.account(), RULES, other, batch=MANIFEST.watch_batch)
    thing = other.put(Title(type=MediaType.SHOW, name="Bebop", ids=ids(mal="1", tvdb="76885")), world.now)
    thing.listed = Listed(CREATED)
    assert len(await world.sync()) == 13
    made = entry(house, 1)
    assert made is not None
    assert made.status == "PLANNING"
    assert await world.sync() == []
    thing.listed = None
    (gone,) = await world.sync()
    assert (gone.action, entry(house, 1)) == (Action.UNLIST, None)
    house.anna.entries[101].score = 0
    (gone,) = await world.sync()
    assert gone.action is Action.UNRATE
    assert await world.sync() == []
