"""Collections of films and of shows: what is in them, and titles put in and taken out."""

from collections.abc import Sequence
from typing import Any

import pytest
from engine.providers.plex.seen import Cinema, Read, operation
from fakes.plex.media import Collection, Kind, Section
from fakes.serving import Fault
from syncopate.domain.link import Action, Became, WatchOperation
from syncopate.domain.watch import Feature, InLists
from syncopate.providers.plex import client, listing

LISTS = frozenset({Feature.LISTS})
PLAYED = frozenset({Feature.HISTORY, Feature.PROGRESS})


def _collection(cinema: Cinema, name: str, *items: Any, section: Section | None = None) -> Collection:
    section = section or (items[0].section if items else cinema.plex.films)
    return cinema.plex.library.add_collection(section, name, section.kind, members=list(items))


def _names(read: Read) -> dict[str, set[str]]:
    """Return in which lists titles are, by their keys; of what is in none an empty set."""
    found: dict[str, set[str]] = {}
    for one in read.part(Feature.LISTS).records:
        lists = one.values.lists
        assert one.values.watched is None
        assert lists is None or lists.names
        found[one.key] = set() if lists is None else set(lists.names)
    return found


def _expected(*pairs: tuple[Any, Sequence[str]]) -> dict[str, set[str]]:
    return {str(item.key): set(names) for item, names in pairs}


def _enlist(name: str, *items: Any) -> list[WatchOperation]:
    value = InLists(frozenset({name}))
    return [operation(Action.ENLIST, value, one, list_name=name) for one in items]


def _delist(name: str, *items: Any) -> list[WatchOperation]:
    return [operation(Action.DELIST, None, one, list_name=name) for one in items]


def _became(outcomes: Any) -> list[Became]:
    return [one.became for one in outcomes]


def _held(cinema: Cinema, name: str) -> list[Any]:
    """Return what is in all collections of a name."""
    return [
        member
        for one in cinema.plex.library.items.values()
        if isinstance(one, Collection) and one.title == name
        for member in one.members
    ]


async def test_what_is_in_which_and_all_that_is_in_none(cinema: Cinema) -> None:
    _collection(cinema, "Rainy days", cinema.matrix, cinema.heat)
    _collection(cinema, "Short ones", cinema.heat)
    _collection(cinema, "Rainy days", cinema.lost)
    read = await cinema.read(LISTS)
    assert _names(read) == _expected(
        (cinema.matrix, ["Rainy days"]),
        (cinema.heat, ["Rainy days", "Short ones"]),
        (cinema.memento, []),
        (cinema.lost, ["Rainy days"]),
    )
    part = read.part(Feature.LISTS)
    assert (part.whole, part.missing) == (True, None)
    played = (await cinema.read(PLAYED)).of(cinema.heat)
    told = read.of(cinema.heat)
    assert (told.title, told.added_at, told.length, told.section) == (
        played.title,
        played.added_at,
        played.length,
        played.section,
    )


async def test_smart_ones_and_those_of_parts_of_shows_are_none(cinema: Cinema) -> None:
    library, films = cinema.plex.library, cinema.plex.films
    uri = f"server://{cinema.plex.server.machine}/com.plexapp.plugins.library/library/sections/{films.key}/all?type=1"
    library.add_collection(films, "All", Kind.MOVIE, members=[cinema.heat], content=uri)
    library.add_collection(cinema.plex.shows, "Best parts", Kind.EPISODE, members=[cinema.pilot])
    assert not any(_names(await cinema.read(LISTS)).values())


async def test_where_nothing_changed_one_request_a_section_tells_it(cinema: Cinema) -> None:
    _collection(cinema, "Rainy days", cinema.matrix)
    cinema.pass_by(3600)
    first = await cinema.read(LISTS)
    again = await cinema.read(LISTS, first)
    part = again.part(Feature.LISTS)
    assert (part.whole, part.records, part.gone, part.missing) == (False, (), frozenset(), None)
    assert len(again.asked) == 3, again.asked
    assert (await cinema.read(LISTS, again)).part(Feature.LISTS).records == ()
    whole = await cinema.read(LISTS, first, whole=True)
    assert whole.part(Feature.LISTS).whole


async def test_only_what_is_wanted_is_read(cinema: Cinema) -> None:
    _collection(cinema, "Rainy days", cinema.matrix)
    read = await cinema.read(PLAYED)
    assert not [one for one in read.asked if "collections" in one]
    read = await cinema.read(LISTS)
    assert not [one for one in read.asked if "metadata" in one]


async def test_each_change_is_told_with_all_lists_of_the_title(cinema: Cinema) -> None:
    library = cinema.plex.library
    rainy = _collection(cinema, "Rainy days", cinema.matrix)
    _collection(cinema, "Short ones", cinema.heat)
    cinema.pass_by(3600)
    read = await cinema.read(LISTS)
    library.edit(rainy, members=[cinema.matrix, cinema.heat])
    read = await cinema.read(LISTS, read)
    assert not read.part(Feature.LISTS).whole
    assert _names(read)[str(cinema.heat.key)] == {"Rainy days", "Short ones"}
    library.edit(rainy, members=[cinema.memento, cinema.heat])
    read = await cinema.read(LISTS, read)
    assert _names(read)[str(cinema.matrix.key)] == set()
    assert _names(read)[str(cinema.memento.key)] == {"Rainy days"}
    library.edit(rainy, title="Grey days")
    read = await cinema.read(LISTS, read)
    assert _names(read)[str(cinema.heat.key)] == {"Grey days", "Short ones"}
    library.remove(rainy)
    read = await cinema.read(LISTS, read)
    assert _names(read)[str(cinema.heat.key)] == {"Short ones"}
    assert _names(read)[str(cinema.memento.key)] == set()


async def test_a_title_that_comes_is_told_and_one_that_goes_is_gone(cinema: Cinema) -> None:
    library = cinema.plex.library
    rainy = _collection(cinema, "Rainy days", cinema.matrix, cinema.heat)
    cinema.pass_by(3600)
    read = await cinema.read(LISTS)
    new = library.add_film(cinema.plex.films, "New", "tmdb://7")
    read = await cinema.read(LISTS, read)
    assert not read.part(Feature.LISTS).whole
    assert _names(read) == _expected((new, []))
    library.remove(cinema.heat)
    read = await cinema.read(LISTS, read)
    assert read.part(Feature.LISTS).whole
    assert str(cinema.heat.key) not in _names(read)
    assert rainy.members == [cinema.matrix]


@pytest.mark.parametrize("cursor", ["", "nonsense", "e30="])
async def test_a_cursor_that_is_none_is_none(cinema: Cinema, cursor: str) -> None:
    assert (await cinema.read(LISTS, cursors={Feature.LISTS: cursor})).part(Feature.LISTS).whole


async def test_long_lists_come_in_pages(cinema: Cinema, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "PAGE", 10)
    monkeypatch.setattr(listing, "PAGE", 10)
    films = [cinema.plex.library.add_film(cinema.plex.films, f"Film {one}") for one in range(35)]
    _collection(cinema, "Long", *films)
    for number in range(25):
        _collection(cinema, f"List {number}", films[0])
    names = _names(await cinema.read(LISTS))
    assert sum("Long" in one for one in names.values()) == 35
    assert len(names[str(films[0].key)]) == 26


_FAULTS = [
    Fault.UNAUTHORIZED,
    Fault.FORBIDDEN,
    Fault.NOT_FOUND,
    Fault.TOO_MANY,
    Fault.SERVER_ERROR,
    Fault.CUT_OFF,
    Fault.HTML,
    Fault.BROKEN,
    Fault.EMPTY_PAGE,
]


@pytest.mark.parametrize("fault", _FAULTS)
@pytest.mark.parametrize(
    "path", ["/library/sections/*/all", "/library/sections/*/collections", "/library/collections/*"]
)
async def test_no_fault_makes_lists_complete(cinema: Cinema, fault: Fault, path: str) -> None:
    _collection(cinema, "Rainy days", cinema.matrix)
    _collection(cinema, "Series", cinema.lost)
    cinema.house.fail(fault, path, skip=1, retry_after="0")
    part = (await cinema.read(LISTS)).part(Feature.LISTS)
    assert part.missing is not None
    assert part.missing.detail.startswith("The collection")
    assert (part.records, part.cursor) == ((), None)


async def test_history_is_read_where_collections_fail_and_the_other_way_round(cinema: Cinema) -> None:
    _collection(cinema, "Rainy days", cinema.matrix)
    cinema.house.fail(Fault.SERVER_ERROR, "/library/collections/*")
    read = await cinema.read(PLAYED | LISTS)
    assert read.part(Feature.HISTORY).missing is None
    assert read.part(Feature.LISTS).missing is not None
    assert "Rainy days" in read.part(Feature.LISTS).missing.detail  # type: ignore[union-attr]


async def test_titles_are_put_in_and_taken_out(cinema: Cinema) -> None:
    rainy = _collection(cinema, "Rainy days", cinema.matrix)
    outcomes = await cinema.write(*_enlist("Rainy days", cinema.matrix, cinema.heat, cinema.memento))
    assert _became(outcomes) == [Became.UNCHANGED, Became.APPLIED, Became.APPLIED]
    assert rainy.members == [cinema.matrix, cinema.heat, cinema.memento]
    assert len(cinema.house.writes()) == 1
    outcomes = await cinema.write(*_delist("Rainy days", cinema.matrix, cinema.heat))
    assert _became(outcomes) == [Became.APPLIED, Became.APPLIED]
    assert rainy.members == [cinema.memento]
    assert _became(await cinema.write(*_delist("Rainy days", cinema.matrix))) == [Became.UNCHANGED]
    assert _became(await cinema.write(*_delist("Never made", cinema.matrix))) == [Became.UNCHANGED]


async def test_a_batch_may_be_of_several_lists_in_several_sections(cinema: Cinema) -> None:
    rainy = _collection(cinema, "Rainy days", cinema.matrix)
    outcomes = await cinema.write(
        *_enlist("Rainy days", cinema.heat, cinema.lost), *_enlist("New", cinema.matrix, cinema.memento)
    )
    assert _became(outcomes) == [Became.APPLIED] * 4
    assert rainy.members == [cinema.matrix, cinema.heat]
    assert _held(cinema, "Rainy days") == [cinema.matrix, cinema.heat, cinema.lost]
    assert _held(cinema, "New") == [cinema.matrix, cinema.memento]
    names = _names(await cinema.read(LISTS))
    assert names[str(cinema.matrix.key)] == {"Rainy days", "New"}
    assert names[str(cinema.lost.key)] == {"Rainy days"}


async def test_with_its_last_title_the_server_lets_go_of_a_collection(cinema: Cinema) -> None:
    _collection(cinema, "Rainy days", cinema.matrix)
    assert _became(await cinema.write(*_delist("Rainy days", cinema.matrix))) == [Became.APPLIED]
    assert not _held(cinema, "Rainy days")
    deleted = [one.path for one in cinema.plex.wire.asked("DELETE", "*")]
    assert [path.rsplit("/", 2)[1] for path in deleted] == ["items"], "no collection is deleted by us"


async def test_one_film_in_two_libraries_is_put_in_in_both(cinema: Cinema) -> None:
    library = cinema.plex.library
    more = library.add_section("More", "/storage/more", kind=Kind.MOVIE)
    same = library.add_film(more, "The Matrix", old_guid=cinema.matrix.guid)
    (outcome,) = await cinema.write(
        operation(Action.ENLIST, None, cinema.matrix, same, list_name="Rainy days")
    )
    assert outcome.became is Became.APPLIED
    assert _held(cinema, "Rainy days") == [cinema.matrix, same]
    (outcome,) = await cinema.write(
        operation(Action.DELIST, None, cinema.matrix, same, list_name="Rainy days")
    )
    assert outcome.became is Became.APPLIED
    assert not _held(cinema, "Rainy days")


async def test_a_title_goes_out_of_all_collections_of_a_name(cinema: Cinema) -> None:
    for _ in range(2):
        _collection(cinema, "Twice", cinema.matrix, cinema.heat)
    assert _became(await cinema.write(*_delist("Twice", cinema.heat))) == [Became.APPLIED]
    assert _held(cinema, "Twice") == [cinema.matrix, cinema.matrix]


async def test_nothing_is_put_into_a_smart_one(cinema: Cinema) -> None:
    films = cinema.plex.films
    uri = f"server://{cinema.plex.server.machine}/com.plexapp.plugins.library/library/sections/{films.key}/all?type=1"
    cinema.plex.library.add_collection(films, "All", Kind.MOVIE, members=[], content=uri)
    (outcome,) = await cinema.write(*_enlist("All", cinema.heat))
    assert (outcome.became, outcome.reason) == (Became.FAILED, "invalid_input")
    assert "smart" in outcome.detail
    assert not cinema.house.writes()


@pytest.mark.parametrize("action", [Action.ENLIST, Action.DELIST])
async def test_what_is_not_there_is_unresolved(cinema: Cinema, action: Action) -> None:
    _collection(cinema, "Rainy days", *([cinema.heat] if action is Action.DELIST else [cinema.matrix]))
    outcomes = await cinema.write(
        operation(action, None, keys=["99999"], list_name="Rainy days"),
        operation(action, None, cinema.heat, list_name="Rainy days"),
        operation(action, None, keys=["no number"], list_name="Rainy days"),
        operation(action, None, cinema.pilot, list_name="Rainy days"),
        operation(action, None, list_name="Rainy days"),
    )
    lost = Became.UNRESOLVED
    assert _became(outcomes) == [lost, Became.APPLIED, lost, lost, lost]


@pytest.mark.parametrize("action", [Action.ENLIST, Action.DELIST])
@pytest.mark.parametrize(
    "fault", [Fault.UNAUTHORIZED, Fault.FORBIDDEN, Fault.TOO_MANY, Fault.SERVER_ERROR, Fault.REFUSED]
)
async def test_what_did_not_take_effect_is_not_claimed(cinema: Cinema, fault: Fault, action: Action) -> None:
    inside = [cinema.matrix, cinema.heat] if action is Action.DELIST else [cinema.memento]
    rainy = _collection(cinema, "Rainy days", *inside)
    for method in ("PUT", "POST", "DELETE"):
        cinema.house.fail(fault, method=method, retry_after="0")
    outcomes = await cinema.write(
        *[operation(action, None, one, list_name="Rainy days") for one in (cinema.matrix, cinema.heat)],
        operation(action, None, cinema.lost, list_name="Other"),
    )
    expected = Became.UNCHANGED if action is Action.DELIST else Became.FAILED
    stopped = fault in {Fault.UNAUTHORIZED, Fault.TOO_MANY}
    assert _became(outcomes)[:2] == [Became.FAILED] * 2
    assert outcomes[2].became is (Became.FAILED if stopped else expected)
    assert all(one.reason for one in outcomes[:2])
    assert rainy.members == inside


@pytest.mark.parametrize("fault", [Fault.DROPPED, Fault.CUT_OFF, Fault.BROKEN])
async def test_what_was_done_without_an_answer_is_found_done(cinema: Cinema, fault: Fault) -> None:
    for method in ("PUT", "POST", "DELETE"):
        cinema.house.fail(fault, method=method)
    assert _became(await cinema.write(*_enlist("New", cinema.heat))) == [Became.APPLIED]
    assert _became(await cinema.write(*_enlist("New", cinema.matrix))) == [Became.APPLIED]
    assert _became(await cinema.write(*_delist("New", cinema.matrix))) == [Became.APPLIED]
    assert _held(cinema, "New") == [cinema.heat]


async def test_what_was_not_kept_is_no_success(cinema: Cinema, monkeypatch: pytest.MonkeyPatch) -> None:
    _collection(cinema, "Rainy days", cinema.matrix)
    monkeypatch.setattr(cinema.plex.library, "edit", lambda *_, **__: None)
    (outcome,) = await cinema.write(*_enlist("Rainy days", cinema.heat))
    assert outcome.became is Became.FAILED
    assert "it is not so" in outcome.detail


async def test_who_does_not_own_the_server_reads_and_does_not_write(cinema: Cinema) -> None:
    kim = cinema.plex.people.add("Kim")
    cinema.plex.server.share(kim)
    _collection(cinema, "Rainy days", cinema.matrix)
    login = {
        "token": kim.token,
        "server_token": cinema.plex.server.token_of(kim),
        "user_id": kim.uuid,
    }
    read = await cinema.read(LISTS, **login)
    assert _names(read)[str(cinema.matrix.key)] == {"Rainy days"}
    (outcome,) = await cinema.house.watching(**login).write(_enlist("Rainy days", cinema.heat))
    assert (outcome.became, outcome.reason) == (Became.FAILED, "login_lacks_rights")
