"""Libraries a link is kept to: named by id or name, looked up where their server is."""

import pytest
from engine.sync.watch.live.conftest import HISTORY, Home
from fakes.serving import Fault
from syncopate.domain.watch import Side
from syncopate.errors import AlreadyExists, InvalidInput, SyncopateError, Unreachable
from syncopate.store.links import Link
from syncopate.sync.watch.linking import LinkChanges, NewLink, add_link, change_link


def at_left(*texts: str) -> dict[Side, frozenset[str]]:
    """Return libraries of the server."""
    return {Side.LEFT: frozenset(texts)}


async def turned(home: Home, *texts: str) -> Link:
    """Link the tracker to the server: the libraries are those of the other side."""
    new = NewLink(
        left_account_id=home.right.id,
        right_account_id=home.left.id,
        features=HISTORY,
        sections={Side.RIGHT: frozenset(texts)},
    )
    return await add_link(home.kit, new)


async def test_libraries_are_named_by_id_or_name(home: Home) -> None:
    films, shows = home.plex.films, home.plex.shows
    link = await home.link(approved=False, sections=at_left(films.title.upper(), str(shows.key)))
    assert link.settings.sections == at_left(str(films.key), str(shows.key))
    changed = await change_link(home.kit, link.id, LinkChanges(sections=at_left(shows.title)))
    assert changed.settings.sections == at_left(str(shows.key))
    cleared = await change_link(home.kit, link.id, LinkChanges(sections=at_left()))
    assert cleared.settings.sections == {}


async def test_a_library_that_is_not_there_is_refused_with_those_that_are(home: Home) -> None:
    with pytest.raises(
        InvalidInput, match=rf"no library '99'; it has: .*{home.plex.films.title} \(1\)"
    ) as told:
        await home.link(approved=False, sections=at_left("1", "99"))
    assert told.value.placeholders["field"] == "left_sections"
    with pytest.raises(InvalidInput, match="Tracker has no libraries to choose from"):
        await home.link(approved=False, sections={Side.RIGHT: frozenset({"1"})})


async def test_a_name_of_several_is_refused(home: Home) -> None:
    home.plex.shows.title = home.plex.films.title
    with pytest.raises(InvalidInput, match=r"several libraries .*\(1, 2\)"):
        await home.link(approved=False, sections=at_left(home.plex.films.title))


async def test_what_was_chosen_before_needs_no_server(home: Home) -> None:
    link = await home.link(approved=False, sections=at_left("1"))
    home.plex.wire.fail(Fault.REFUSED)
    same = await change_link(home.kit, link.id, LinkChanges(name="Ours", sections=at_left("1")))
    assert (same.name, same.settings.sections) == ("Ours", at_left("1"))
    with pytest.raises(SyncopateError) as told:
        await change_link(home.kit, link.id, LinkChanges(sections=at_left("2")))
    assert isinstance(told.value, Unreachable)


async def test_other_libraries_are_linked_beside_it_whichever_way_around(home: Home) -> None:
    await home.link(approved=False, sections=at_left("1"))
    with pytest.raises(AlreadyExists):
        await turned(home, "1", "2")
    beside = await turned(home, "2")
    with pytest.raises(AlreadyExists):
        await change_link(home.kit, beside.id, LinkChanges(sections={Side.RIGHT: frozenset({"1"})}))
