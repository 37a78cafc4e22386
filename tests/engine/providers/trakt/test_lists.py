"""The user's own lists: what stands in them, and titles put in and taken out."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from aiohttp import web
from fakes.serving import Fault
from fakes.trakt.asking import Ask
from fakes.trakt.model import Thing
from fakes.trakt.users import Personal
from syncopate.domain.link import Action, WatchOperation
from syncopate.domain.watch import Feature, InLists, MediaType, Title, TitleId, TitleIdKind
from syncopate.providers.trakt import client as talking
from syncopate.providers.trakt.manifest import MANIFEST
from syncopate.providers.watching import Became

from .conftest import ALL, AT, House, Reading, operation, title_of

LISTS = frozenset({Feature.LISTS})
_NOBODY = Title(type=MediaType.MOVIE, ids=frozenset({TitleId(TitleIdKind.IMDB, "tt9999999")}))


def _films(house: House, count: int) -> list[Thing]:
    return [house.titles.movie(f"Film {number}") for number in range(count)]


def _list(house: House, name: str, *things: Thing) -> Personal:
    made = house.anna.make_list(name)
    house.anna.enlist(made, *things)
    return made


def _told(read: Reading) -> dict[str, set[str]]:
    """Return the names of the lists that titles stand in."""
    found: dict[str, set[str]] = {}
    for key, record in read.records(Feature.LISTS).items():
        lists = record.values.lists
        assert isinstance(lists, InLists)
        found[key] = set(lists.names)
    return found


def _enlist(name: str, *things: Thing) -> list[WatchOperation]:
    value = InLists(frozenset({name}))
    return [operation(Action.ENLIST, title_of(thing), value, list_name=name) for thing in things]


def _delist(name: str, *things: Thing) -> list[WatchOperation]:
    keys = [f"{thing.kind}:{thing.trakt}" for thing in things]
    return [
        operation(Action.DELIST, title_of(thing), keys=[key], list_name=name)
        for thing, key in zip(things, keys, strict=True)
    ]


def _became(outcomes: Sequence[object]) -> list[Became]:
    return [one.became for one in outcomes]  # type: ignore[attr-defined]


async def test_what_stands_in_which(house: House) -> None:
    film, other = _films(house, 2)
    show = house.titles.show("Show", {1: 2})
    _list(house, "Rainy days", film, show, show.seasons[1], show.seasons[1].episodes[2])
    _list(house, "Short ones", film, other)
    _list(house, "Empty")
    read = await house.read(LISTS)
    assert _told(read) == {
        "movie:1": {"Rainy days", "Short ones"},
        "movie:2": {"Short ones"},
        "show:1": {"Rainy days"},
        "season:1": {"Rainy days"},
        "episode:2": {"Rainy days"},
    }
    part = read.parts[Feature.LISTS]
    assert (part.whole, part.missing, read.requests) == (True, None, 5)
    assert read.records(Feature.LISTS)["movie:1"].title.name == "Film 0"
    assert read.records(Feature.LISTS)["movie:1"].values.listed is None


async def test_lists_of_one_name_are_one(house: House) -> None:
    film, other = _films(house, 2)
    _list(house, "Twice", film)
    _list(house, "Twice", film, other)
    assert _told(await house.read(LISTS)) == {"movie:1": {"Twice"}, "movie:2": {"Twice"}}


async def test_nobody_has_lists_is_known(house: House) -> None:
    read = await house.read(LISTS)
    assert read.parts[Feature.LISTS].whole
    assert read.parts[Feature.LISTS].missing is None
    assert not read.records(Feature.LISTS)
    assert read.requests == 2


async def test_unchanged_lists_take_no_request_of_their_own(house: House) -> None:
    films = _films(house, 3)
    _list(house, "Rainy days", *films)
    house.anna.watch(films[0], AT)
    first = await house.read(ALL | LISTS)
    again = await house.read(ALL | LISTS, first.cursors)
    assert again.requests == 3
    part = again.parts[Feature.LISTS]
    assert (part.whole, part.records, part.gone, part.missing) == (False, (), frozenset(), None)
    assert part.cursor == first.cursors[Feature.LISTS]
    house.anna.watch(films[1], AT)
    assert not (await house.read(LISTS, first.cursors)).parts[Feature.LISTS].records
    assert len((await house.read(LISTS, first.cursors, whole=True)).records(Feature.LISTS)) == 3


async def test_each_change_is_seen(house: House) -> None:
    film, other = _films(house, 2)
    made = _list(house, "Rainy days", film)
    read = await house.read(LISTS)
    house.anna.enlist(made, other)
    read = await house.read(LISTS, read.cursors)
    assert _told(read) == {"movie:1": {"Rainy days"}, "movie:2": {"Rainy days"}}
    house.anna.delist(made, film)
    read = await house.read(LISTS, read.cursors)
    assert _told(read) == {"movie:2": {"Rainy days"}}
    house.anna.drop_list(made)
    read = await house.read(LISTS, read.cursors)
    assert _told(read) == {}
    assert read.parts[Feature.LISTS].whole


async def test_long_lists_come_in_pages(house: House) -> None:
    films = _films(house, 600)
    _list(house, "Long", *films)
    read = await house.read(LISTS)
    assert len(_told(read)) == 600
    assert read.requests == 5


async def test_the_list_of_lists_may_come_without_being_counted(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The contract leaves open whether it comes in pages."""
    _list(house, "One", *_films(house, 1))
    _list(house, "Two")
    whole = Ask.list

    def uncounted(ask: Ask, rows: Sequence[object], **more: bool) -> web.Response:
        answer = whole(ask, rows, **more)
        if ask.request.path == "/users/me/lists":
            for name in [each for each in answer.headers if each.startswith("X-Pagination")]:
                del answer.headers[name]
        return answer

    monkeypatch.setattr(Ask, "list", uncounted)
    assert _told(await house.read(LISTS)) == {"movie:1": {"One"}}
    # What fills a page may be the first one only.
    for number in range(talking.PAGE):
        _list(house, f"More {number}")
    part = (await house.read(LISTS)).parts[Feature.LISTS]
    assert part.missing is not None
    assert part.records == ()


@pytest.mark.parametrize("path", ["/users/me/lists", "/users/me/lists/*/items/*", "/sync/last_activities"])
@pytest.mark.parametrize(
    "fault",
    [
        Fault.UNAUTHORIZED,
        Fault.FORBIDDEN,
        Fault.NOT_FOUND,
        Fault.TOO_MANY,
        Fault.SERVER_ERROR,
        Fault.CUT_OFF,
        Fault.HTML,
        Fault.BROKEN,
    ],
)
async def test_no_fault_makes_lists_complete(house: House, fault: Fault, path: str) -> None:
    _list(house, "Rainy days", *_films(house, 2))
    house.fake.wire.fail(fault, path, retry_after="600")
    part = (await house.read(LISTS)).parts[Feature.LISTS]
    assert part.missing is not None
    assert part.missing.detail
    assert (part.whole, part.records, part.cursor) == (False, (), None)


@pytest.mark.parametrize("skip", [0, 1, 2])
@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.EMPTY_PAGE])
async def test_a_page_that_fails_leaves_the_part_incomplete(house: House, fault: Fault, skip: int) -> None:
    films = _films(house, 600)
    _list(house, "First", films[0])
    _list(house, "Long", *films)
    house.fake.wire.fail(fault, "*/items/*", skip=1 + skip)
    house.anna.rate(films[0], 5, AT)
    read = await house.read(LISTS | {Feature.RATINGS})
    part = read.parts[Feature.LISTS]
    assert part.missing is not None
    assert (part.whole, part.records, part.cursor) == (False, (), None)
    assert read.parts[Feature.RATINGS].missing is None


async def test_a_list_without_a_name_is_no_answer(house: House) -> None:
    _list(house, " ", *_films(house, 1))
    part = (await house.read(LISTS)).parts[Feature.LISTS]
    assert part.missing is not None
    assert part.missing.reason == "odd_answer"


async def test_titles_are_put_in_and_taken_out(house: House) -> None:
    film, other = _films(house, 2)
    show = house.titles.show("Show", {1: 2})
    made = _list(house, "Rainy days", film)
    things = [film, other, show, show.seasons[1].episodes[1]]
    outcomes = await house.write(*_enlist("Rainy days", other, show, show.seasons[1].episodes[1]))
    assert _became(outcomes) == [Became.APPLIED] * 3
    assert made.things == things
    assert _became(await house.write(*_enlist("Rainy days", other))) == [Became.UNCHANGED]
    assert _became(await house.write(*_delist("Rainy days", *things))) == [Became.APPLIED] * 4
    assert not made.things
    assert house.anna.lists == [made], "what is empty stays"
    assert _became(await house.write(*_delist("Rainy days", film))) == [Became.UNCHANGED]
    assert _became(await house.write(*_delist("Never made", film))) == [Became.UNCHANGED]


async def test_one_batch_may_be_of_several_lists_and_makes_those_that_are_missing(house: House) -> None:
    films = _films(house, 3)
    made = _list(house, "Rainy days")
    house.fake.wire.journal.clear()
    outcomes = await house.write(
        *_enlist("Rainy days", films[0]),
        *_enlist("New", films[1]),
        *_enlist("Rainy days", films[2]),
        *_enlist("New", films[0]),
    )
    assert _became(outcomes) == [Became.APPLIED] * 4
    assert made.things == [films[0], films[2]]
    [_, new] = house.anna.lists
    assert (new.name, new.said, new.things) == ("New", {"privacy": "private"}, [films[1], films[0]])
    assert len(house.fake.wire.asked("GET")) == 1
    assert len(house.fake.wire.asked("POST")) == 3
    await house.write(*_enlist("New", films[2]))
    assert len(house.anna.lists) == 2


async def test_a_title_goes_out_of_all_lists_of_that_name(house: House) -> None:
    [film] = _films(house, 1)
    first, second = _list(house, "Twice"), _list(house, "Twice", film)
    assert _became(await house.write(*_delist("Twice", film))) == [Became.APPLIED]
    assert not second.things
    await house.write(*_enlist("Twice", film))
    assert first.things == [film]


@pytest.mark.parametrize("action", [Action.ENLIST, Action.DELIST])
async def test_just_what_was_not_found_is_unresolved(house: House, action: Action) -> None:
    [film] = _films(house, 1)
    episode = house.titles.show("Show", {1: 2}).seasons[1].episodes[2]
    made = _list(house, "Rainy days", *([film, episode] if action is Action.DELIST else []))
    placed = replace(title_of(episode), ids=frozenset())
    titles = [title_of(film), _NOBODY, placed, replace(placed, number=9), Title(type=MediaType.MOVIE)]
    outcomes = await house.write(*(operation(action, title, list_name="Rainy days") for title in titles))
    good, lost = Became.APPLIED, Became.UNRESOLVED
    assert _became(outcomes) == [good, lost, good, lost, lost]
    assert made.things == ([] if action is Action.DELIST else [film, episode])


async def test_nothing_is_asked_for_what_nothing_names(house: House) -> None:
    [outcome] = await house.write(operation(Action.ENLIST, Title(type=MediaType.MOVIE), list_name="New"))
    assert outcome.became is Became.UNRESOLVED
    assert not house.fake.wire.journal
    assert not house.anna.lists


async def test_a_full_list_is_a_reason(house: House) -> None:
    house.fake.free_lists = (1, 2)
    films = _films(house, 3)
    outcomes = await house.write(*_enlist("Rainy days", *films))
    assert {one.became for one in outcomes} == {Became.FAILED}
    assert {one.reason for one in outcomes} == {"login_lacks_rights"}
    assert "the 2 that it may hold; Trakt VIP" in outcomes[0].detail
    outcomes = await house.write(*_enlist("Rainy days", films[0]), *_enlist("Another", films[1]))
    assert _became(outcomes) == [Became.APPLIED, Became.FAILED], "the number of lists is limited, too"
    assert "the 1 that it may hold" in outcomes[1].detail
    assert [one.name for one in house.anna.lists] == ["Rainy days"]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "fault",
    [
        Fault.UNAUTHORIZED,
        Fault.FORBIDDEN,
        Fault.TOO_MANY,
        Fault.SERVER_ERROR,
        Fault.SLOW,
        Fault.CUT_OFF,
        Fault.DROPPED,
        Fault.REFUSED,
        Fault.HTML,
        Fault.BROKEN,
    ],
)
async def test_what_fails_fails_without_doubt(house: House, fault: Fault, method: str) -> None:
    [film] = _films(house, 1)
    _list(house, "Rainy days")
    house.fake.wire.fail(fault, "/users/*", method=method, retry_after="600")
    outcomes = await house.write(
        *_enlist("Rainy days", film),
        operation(Action.ENLIST, Title(type=MediaType.MOVIE), list_name="Rainy days"),
    )
    assert _became(outcomes) == [Became.FAILED, Became.UNRESOLVED]
    assert outcomes[0].reason


async def test_a_list_whose_making_was_not_answered_is_not_made_twice(house: House) -> None:
    [film] = _films(house, 1)
    house.fake.wire.fail(Fault.DROPPED, "/users/me/lists", "POST", times=1)
    assert _became(await house.write(*_enlist("New", film))) == [Became.FAILED]
    await house.fake.wire.settled()
    assert _became(await house.write(*_enlist("New", film))) == [Became.APPLIED]
    assert [one.things for one in house.anna.lists] == [[film]]


async def test_a_whole_batch(house: House) -> None:
    films = _films(house, MANIFEST.watch_batch)
    outcomes = await house.write(*_enlist("Rainy days", *films))
    assert {one.became for one in outcomes} == {Became.APPLIED}
    assert len(house.fake.wire.asked("POST", "*/items")) == 1
    assert house.anna.lists[0].things == films
