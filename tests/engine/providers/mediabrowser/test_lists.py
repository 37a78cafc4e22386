"""Collections of films and shows: what is in them, and titles put in and taken out."""

from collections.abc import Sequence
from typing import Any

import pytest
from engine.providers.mediabrowser.cinema import ALL, LONG_AGO, Told
from fakes.mediabrowser.model import BoxSet
from fakes.serving import Fault
from syncopate.domain.link import Action, Became, WatchOutcome
from syncopate.domain.reading import ReadEnd, ReadPart
from syncopate.domain.watch import Feature, InLists
from syncopate.providers._mediabrowser import list_writing, video_lists
from syncopate.providers.watching import Wanted

LISTS = frozenset({Feature.LISTS})
FAULTS = [
    Fault.UNAUTHORIZED,
    Fault.FORBIDDEN,
    Fault.NOT_FOUND,
    Fault.TOO_MANY,
    Fault.SERVER_ERROR,
    Fault.CUT_OFF,
    Fault.DROPPED,
    Fault.HTML,
    Fault.BROKEN,
    Fault.EMPTY_PAGE,
]


@pytest.fixture
def keeper(cinema: Any) -> Any:
    """Let the member of the cinema keep collections."""
    cinema.user.collects = True
    return cinema


@pytest.fixture
def later(cinema: Any) -> Any:
    """Let what is there be there for long: what is new is told apart from it."""
    for item in cinema.fake.catalog.all():
        item.created = item.saved = LONG_AGO
    cinema.fake.catalog.touch()
    return cinema


def _names(told: Told) -> dict[str, set[str]]:
    """Return in which lists titles are, by their names; of what is in none an empty set."""
    found: dict[str, set[str]] = {}
    for one in told.part.records:
        lists = one.values.lists
        assert one.values.listed is None
        found[one.title.name] = set() if lists is None else set(lists.names)
    return found


def _old(cinema: Any, name: str, *members: Any) -> BoxSet:
    """Make a collection that is there for long."""
    made: BoxSet = cinema.fake.add_collection(name, *members)
    made.created = made.saved = LONG_AGO
    cinema.fake.catalog.touch()
    return made


async def _write(cinema: Any, action: Action, *wanted: tuple[str, Any]) -> Sequence[WatchOutcome]:
    operations = [
        cinema.operation(
            action,
            InLists(frozenset({name})) if action is Action.ENLIST else None,
            *([item] if item is not None else []),
            list_name=name,
        )
        for name, item in wanted
    ]
    outcomes: Sequence[WatchOutcome] = await cinema.account.write(operations)
    return outcomes


def _became(outcomes: Sequence[WatchOutcome]) -> list[Became]:
    return [one.became for one in outcomes]


def _held(cinema: Any, name: str) -> list[Any]:
    catalog = cinema.fake.catalog
    return [one for box in catalog.box_sets if box.name == name for one in catalog.members_of(box)]


async def test_what_is_in_which_and_all_that_is_in_none(cinema: Any) -> None:
    cinema.fake.add_collection("Rainy days", cinema.heat, cinema.show)
    cinema.fake.add_collection("Short ones", cinema.heat)
    cinema.fake.add_collection("Empty")
    told = await cinema.read(LISTS)
    assert _names(told) == {"Heat": {"Rainy days", "Short ones"}, "Ran": set(), "Dark": {"Rainy days"}}
    assert (told.part.whole, told.part.missing, told.part.features) == (True, None, LISTS)
    cinema.cursors = {}
    seen = (await cinema.read()).records[cinema.heat.id]
    heat = told.records[cinema.heat.id]
    assert (heat.title, heat.added_at, heat.length, heat.section) == (
        seen.title,
        seen.added_at,
        seen.length,
        seen.section,
    )


async def test_lists_of_one_name_are_one(cinema: Any) -> None:
    cinema.fake.add_collection("Twice", cinema.heat)
    cinema.fake.add_collection("Twice", cinema.ran)
    assert _names(await cinema.read(LISTS)) == {"Heat": {"Twice"}, "Ran": {"Twice"}, "Dark": set()}


async def test_lists_are_read_only_where_they_are_wanted(cinema: Any) -> None:
    cinema.fake.add_collection("Rainy days", cinema.heat)
    await cinema.read()
    assert not [one for one in cinema.fake.wire.journal if ("IncludeItemTypes", "BoxSet") in one.query]
    told = [one async for one in cinema.account.read(Wanted(features=ALL | LISTS))]
    assert [one.features for one in told[:-1] if isinstance(one, ReadPart)] == [ALL, LISTS]
    assert isinstance(told[-1], ReadEnd)


async def test_where_nothing_changed_four_requests_tell_it(later: Any) -> None:
    _old(later, "Rainy days", later.heat)
    await later.read(LISTS)
    told, asked = await later.requests(LISTS)
    part = told.part
    assert (part.whole, part.records, part.gone, part.missing) == (False, (), frozenset(), None)
    assert len(asked) == 4, asked
    assert (await later.read(LISTS, whole=True)).part.whole


async def test_each_change_is_told_with_all_lists_of_the_title(later: Any) -> None:
    catalog = later.fake.catalog
    rainy = _old(later, "Rainy days", later.heat)
    _old(later, "Short ones", later.heat, later.show)
    await later.read(LISTS)
    catalog.collect(rainy, [later.ran])
    told = await later.read(LISTS)
    assert not told.part.whole
    assert _names(told) == {"Ran": {"Rainy days"}}
    catalog.uncollect(rainy, [later.heat])
    assert _names(await later.read(LISTS)) == {"Heat": {"Short ones"}}
    rainy.name = "Grey days"
    catalog.touch(rainy)
    assert _names(await later.read(LISTS)) == {"Ran": {"Grey days"}}
    catalog.remove_box_set(rainy)
    assert _names(await later.read(LISTS)) == {"Ran": set()}
    later.fake.add_collection("New", later.show)
    assert _names(await later.read(LISTS)) == {"Dark": {"Short ones", "New"}}


async def test_a_title_that_comes_is_told_and_one_that_goes_is_gone(later: Any) -> None:
    _old(later, "Rainy days", later.heat, later.ran)
    await later.read(LISTS)
    later.fake.shelf.movie(later.films, "New")
    told = await later.read(LISTS)
    assert not told.part.whole
    assert _names(told) == {"New": set()}
    later.fake.shelf.remove(later.ran)
    told = await later.read(LISTS)
    assert told.part.whole
    assert "Ran" not in _names(told)


@pytest.mark.parametrize("cursor", ["", "nonsense", "[]", '{"v":1}', '{"v":2,"lists":{}}'])
async def test_a_cursor_that_is_none_is_none(cinema: Any, cursor: str) -> None:
    assert (await cinema.read(LISTS, cursors={Feature.LISTS: cursor})).part.whole


async def test_a_server_that_tells_no_marks_is_read_anew(later: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    shape = later.fake.shapes.item

    def without(*args: Any, **more: Any) -> Any:
        return {name: value for name, value in shape(*args, **more).items() if name != "Etag"}

    monkeypatch.setattr(later.fake.shapes, "item", without)
    rainy = _old(later, "Rainy days", later.heat)
    await later.read(LISTS)
    rainy.members = [later.ran]
    later.fake.catalog.touch()
    assert _names(await later.read(LISTS)) == {"Heat": set(), "Ran": {"Rainy days"}}


async def test_long_lists_come_in_pages(cinema: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(video_lists, "PAGE", 10)
    films = [cinema.fake.shelf.movie(cinema.films, f"Film {one}", at=LONG_AGO) for one in range(35)]
    cinema.fake.add_collection("Long", *films)
    for number in range(25):
        cinema.fake.add_collection(f"List {number}", films[0])
    names = _names(await cinema.read(LISTS))
    assert sum("Long" in one for one in names.values()) == 35
    assert len(names["Film 0"]) == 26


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("skip", [0, 1, 2, 3])
async def test_no_fault_makes_lists_complete(cinema: Any, fault: Fault, skip: int) -> None:
    # How many titles there are, which lists, what is in each of the two, and the titles themselves.
    cinema.fake.add_collection("Rainy days", cinema.heat)
    cinema.fake.add_collection("Short ones", cinema.heat)
    cinema.fake.wire.fail(fault, "*/Items", skip=skip, retry_after="0")
    told = await cinema.read(LISTS)
    assert told.part.missing is not None
    assert told.part.missing.detail.startswith("The collection")
    assert (told.part.records, told.part.cursor) == ((), None)


async def test_history_is_read_where_collections_fail(cinema: Any) -> None:
    cinema.see(cinema.heat)
    cinema.fake.add_collection(" ", cinema.heat)
    told = [one async for one in cinema.account.read(Wanted(features=ALL | LISTS))]
    history, lists = told[:2]
    assert isinstance(history, ReadPart)
    assert isinstance(lists, ReadPart)
    assert history.missing is None
    assert lists.missing is not None
    assert lists.missing.reason == "odd_answer"


async def test_another_server_at_the_address_is_not_read(cinema: Any) -> None:
    cinema.account = cinema.account_of(cinema.user, server_id="0" * 32)
    assert (await cinema.read(LISTS)).part.missing is not None


async def test_titles_are_put_in_and_taken_out(keeper: Any) -> None:
    keeper.fake.add_collection("Rainy days", keeper.heat)
    wanted = [("Rainy days", one) for one in (keeper.heat, keeper.ran, keeper.show)]
    outcomes = await _write(keeper, Action.ENLIST, *wanted)
    assert _became(outcomes) == [Became.UNCHANGED, Became.APPLIED, Became.APPLIED]
    assert _held(keeper, "Rainy days") == [keeper.heat, keeper.ran, keeper.show]
    assert len(keeper.fake.wire.asked("POST")) == 1
    assert _became(await _write(keeper, Action.DELIST, *wanted)) == [Became.APPLIED] * 3
    assert not _held(keeper, "Rainy days")
    assert len(keeper.fake.catalog.box_sets) == 1, "what is empty stays"
    assert _became(await _write(keeper, Action.DELIST, *wanted)) == [Became.UNCHANGED] * 3
    assert _became(await _write(keeper, Action.DELIST, ("Never made", keeper.heat))) == [Became.UNCHANGED]


async def test_a_batch_may_be_of_several_lists_and_makes_those_that_are_missing(keeper: Any) -> None:
    keeper.fake.add_collection("Rainy days", keeper.heat)
    outcomes = await _write(
        keeper,
        Action.ENLIST,
        ("Rainy days", keeper.ran),
        ("New", keeper.show),
        ("New", keeper.heat),
    )
    assert _became(outcomes) == [Became.APPLIED] * 3
    assert _held(keeper, "Rainy days") == [keeper.heat, keeper.ran]
    assert _held(keeper, "New") == [keeper.show, keeper.heat]
    await _write(keeper, Action.ENLIST, ("New", keeper.ran))
    assert len(keeper.fake.catalog.box_sets) == 2
    assert _names(await keeper.read(LISTS)) == {
        "Heat": {"Rainy days", "New"},
        "Ran": {"Rainy days", "New"},
        "Dark": {"New"},
    }


async def test_a_title_goes_out_of_all_lists_of_a_name(keeper: Any) -> None:
    for _ in range(2):
        keeper.fake.add_collection("Twice", keeper.heat, keeper.ran)
    assert _became(await _write(keeper, Action.DELIST, ("Twice", keeper.heat))) == [Became.APPLIED]
    assert _held(keeper, "Twice") == [keeper.ran, keeper.ran]


@pytest.mark.parametrize("action", [Action.ENLIST, Action.DELIST])
async def test_what_is_not_there_is_unresolved(keeper: Any, action: Action) -> None:
    keeper.fake.add_collection("Rainy days", *([keeper.ran] if action is Action.DELIST else []))
    keeper.fake.shelf.remove(keeper.heat)
    wanted = (keeper.heat, keeper.ran, keeper.first, None)
    outcomes = await _write(keeper, action, *(("Rainy days", one) for one in wanted))
    lost = Became.UNRESOLVED
    assert _became(outcomes) == [lost, Became.APPLIED, lost, lost]


async def test_all_files_of_a_title_are_put_in(keeper: Any) -> None:
    other = keeper.fake.shelf.movie(keeper.films, "Heat (4K)", {"Tmdb": "949"}, at=LONG_AGO)
    operation = keeper.operation(Action.ENLIST, None, keeper.heat, other, list_name="New")
    [outcome] = await keeper.account.write([operation])
    assert outcome.became is Became.APPLIED
    assert _held(keeper, "New") == [keeper.heat, other]


async def test_keys_fit_into_an_address(keeper: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_writing, "_KEYS", 10)
    films = [keeper.fake.shelf.movie(keeper.films, f"Film {one}", at=LONG_AGO) for one in range(25)]
    for action in (Action.ENLIST, Action.DELIST):
        outcomes = await _write(keeper, action, *(("Long", one) for one in films))
        assert set(_became(outcomes)) == {Became.APPLIED}
        assert len(_held(keeper, "Long")) == (25 if action is Action.ENLIST else 0)
    assert len(keeper.house.writes()) == 6


@pytest.mark.parametrize("action", [Action.ENLIST, Action.DELIST])
@pytest.mark.parametrize(
    "fault", [Fault.UNAUTHORIZED, Fault.FORBIDDEN, Fault.TOO_MANY, Fault.SERVER_ERROR, Fault.REFUSED]
)
async def test_what_did_not_take_effect_is_not_claimed(keeper: Any, fault: Fault, action: Action) -> None:
    inside = [keeper.heat, keeper.ran] if action is Action.DELIST else [keeper.show]
    for name in ("Rainy days", "Other"):
        keeper.fake.add_collection(name, *inside)
    for method in ("POST", "DELETE"):
        keeper.fake.wire.fail(fault, method=method, retry_after="0")
    outcomes = await _write(
        keeper, action, ("Rainy days", keeper.heat), ("Rainy days", keeper.ran), ("Other", keeper.heat)
    )
    assert _became(outcomes) == [Became.FAILED] * 3
    assert all(one.reason for one in outcomes)
    assert _held(keeper, "Rainy days") == inside


@pytest.mark.parametrize("fault", [Fault.DROPPED, Fault.CUT_OFF])
async def test_what_was_done_without_an_answer_is_found_done(keeper: Any, fault: Fault) -> None:
    keeper.fake.wire.fail(fault, method="POST")
    keeper.fake.wire.fail(fault, method="DELETE")
    assert _became(await _write(keeper, Action.ENLIST, ("New", keeper.heat))) == [Became.APPLIED]
    assert _became(await _write(keeper, Action.ENLIST, ("New", keeper.ran))) == [Became.APPLIED]
    assert _became(await _write(keeper, Action.DELIST, ("New", keeper.heat))) == [Became.APPLIED]
    assert _held(keeper, "New") == [keeper.ran]
    assert len(keeper.fake.catalog.box_sets) == 1


async def test_what_was_not_kept_is_no_success(keeper: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    keeper.fake.add_collection("Rainy days", keeper.ran)
    monkeypatch.setattr(keeper.fake.catalog, "collect", lambda *_: None)
    [outcome] = await _write(keeper, Action.ENLIST, ("Rainy days", keeper.heat))
    assert (outcome.became, outcome.reason) == (Became.FAILED, "write_not_kept")


async def test_a_server_that_is_away_is_not_written_to(keeper: Any) -> None:
    await keeper.read(LISTS)
    await keeper.fake.__aexit__(None, None, None)
    [outcome] = await _write(keeper, Action.ENLIST, ("New", keeper.heat))
    assert (outcome.became, outcome.reason) == (Became.FAILED, "unreachable")


@pytest.mark.parametrize("domain", ["jellyfin"], indirect=True)
async def test_who_may_not_keep_collections_reads_and_does_not_write(cinema: Any) -> None:
    cinema.fake.add_collection("Rainy days", cinema.heat)
    assert _names(await cinema.read(LISTS))["Heat"] == {"Rainy days"}
    outcomes = await _write(cinema, Action.ENLIST, ("Rainy days", cinema.ran), ("New", cinema.ran))
    assert {(one.became, one.reason) for one in outcomes} == {(Became.FAILED, "login_lacks_rights")}
    assert len(cinema.fake.wire.asked("POST")) == 1
    cinema.account = cinema.account_of(cinema.user, key=True)
    assert _became(await _write(cinema, Action.ENLIST, ("New", cinema.ran))) == [Became.APPLIED]
