"""The libraries of films and shows."""

from typing import Any

import pytest
from fakes.serving import Fault
from syncopate.domain.snapshot import Complete, Failed
from syncopate.domain.watch import MediaType
from syncopate.errors import Unreachable
from syncopate.providers import registry
from syncopate.providers.watching import Section


def source(cinema: Any, user: Any) -> Any:
    settings = cinema.house.settings(user)
    return registry.section_source(cinema.house.domain, cinema.house.context(settings))


async def test_libraries_of_films_and_shows_are_told(cinema: Any) -> None:
    cinema.fake.add_library("Both", collection=None)
    told = await source(cinema, cinema.house.admin).sections()
    assert isinstance(told, Complete)
    assert sorted(told.items, key=lambda one: one.name) == [
        Section(
            key=cinema.fake.catalog.libraries[-1].id,
            name="Both",
            type=MediaType.MOVIE,
            paths=("/media/Both",),
            count=0,
        ),
        Section(key=cinema.films.id, name="Films", type=MediaType.MOVIE, paths=("/movies/Films",), count=2),
        Section(key=cinema.shows.id, name="Shows", type=MediaType.SHOW, paths=("/tvshows/Shows",), count=2),
    ]


async def test_members_get_to_know_those_they_see_without_paths(cinema: Any) -> None:
    cinema.fake.grant(cinema.user, [cinema.shows])
    if cinema.house.domain == "emby":
        cinema.fake.wire.fail(Fault.FORBIDDEN, "*/VirtualFolders/Query")
    told = await source(cinema, cinema.user).sections()
    assert isinstance(told, Complete)
    assert [(one.key, one.paths) for one in told.items] == [(cinema.shows.id, ())]


@pytest.mark.parametrize("path", ["*Views", "*/Items"])
async def test_what_fails_is_not_told(cinema: Any, path: str) -> None:
    cinema.fake.wire.fail(Fault.SERVER_ERROR, path)
    told = await source(cinema, cinema.user).sections()
    assert isinstance(told, Failed)
    assert told.reason == Unreachable.key
