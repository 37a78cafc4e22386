"""Libraries of films and shows: told, made, taken away, looked at anew."""

import pytest
from engine.providers.plex.seen import Cinema
from fakes.serving import Fault
from syncopate.domain.snapshot import Complete, Failed
from syncopate.domain.watch import MediaType
from syncopate.errors import (
    InvalidInput,
    LoginLacksRights,
    LoginRejected,
    NotFound,
    SyncopateError,
    WriteFailed,
)
from syncopate.providers import registry
from syncopate.providers.plex.sections import PlexSections
from syncopate.providers.watching import Section


def _keeper(cinema: Cinema, **settings: str) -> PlexSections:
    made = registry.section_source("plex", cinema.house.context(cinema.house.settings(**settings)))
    assert isinstance(made, PlexSections)
    return made


async def test_films_and_shows_are_told_and_music_is_not(cinema: Cinema) -> None:
    told = await _keeper(cinema).sections()
    assert isinstance(told, Complete)
    assert told.items == (
        Section(key="1", name="Movies", type=MediaType.MOVIE, paths=("/storage/movies",), count=3),
        Section(key="2", name="TV Shows", type=MediaType.SHOW, paths=("/storage/tvshows",), count=3),
    )


async def test_a_count_that_cannot_be_told_is_none(cinema: Cinema) -> None:
    cinema.house.fail(Fault.FORBIDDEN, "/library/sections/*/all")
    told = await _keeper(cinema).sections()
    assert isinstance(told, Complete)
    assert [one.count for one in told.items] == [None, None]
    cinema.house.fail(Fault.FORBIDDEN, "/library/sections")
    assert isinstance(await _keeper(cinema).sections(), Failed)


@pytest.mark.parametrize("kind", [MediaType.MOVIE, MediaType.SHOW])
async def test_libraries_are_made_in_the_language_of_the_others(cinema: Cinema, kind: MediaType) -> None:
    cinema.plex.films.language = "de-DE"
    keeper = _keeper(cinema)
    made = await keeper.add_section(
        " Recordings ", kind, ["/storage/tv & more", "/storage/old", "/storage/old"]
    )
    section = cinema.plex.library.sections[int(made.key)]
    assert (made.name, made.type, made.paths) == ("Recordings", kind, ("/storage/tv & more", "/storage/old"))
    assert (section.kind.word, section.language) == (kind.value, "de-DE")
    told = await keeper.sections()
    assert isinstance(told, Complete)
    assert made.key in {one.key for one in told.items}


@pytest.mark.parametrize(
    ("name", "kind", "paths", "field"),
    [
        ("X", MediaType.EPISODE, ["/storage/x"], "kind"),
        (" ", MediaType.MOVIE, ["/storage/x"], "name"),
        ("X", MediaType.MOVIE, [], "paths"),
        ("X", MediaType.MOVIE, [" "], "paths"),
    ],
)
async def test_what_is_no_library_is_not_made(
    cinema: Cinema, name: str, kind: MediaType, paths: list[str], field: str
) -> None:
    with pytest.raises(InvalidInput) as error:
        await _keeper(cinema).add_section(name, kind, paths)
    assert error.value.placeholders["field"] == field
    assert cinema.house.writes() == []


async def test_a_folder_that_the_server_does_not_see_is_named(cinema: Cinema) -> None:
    with pytest.raises(WriteFailed, match="/elsewhere"):
        await _keeper(cinema).add_section("X", MediaType.MOVIE, ["/elsewhere"])
    assert len(cinema.plex.library.sections) == 4


async def test_libraries_are_taken_away_with_what_is_in_them(cinema: Cinema) -> None:
    await _keeper(cinema).delete_section("2")
    assert 2 not in cinema.plex.library.sections
    with pytest.raises(NotFound):
        await _keeper(cinema).delete_section("2")


async def test_music_is_not_touched(cinema: Cinema) -> None:
    music = str(cinema.plex.music.key)
    for act in (_keeper(cinema).delete_section, _keeper(cinema).refresh_section):
        with pytest.raises(NotFound):
            await act(music)
    assert int(music) in cinema.plex.library.sections


async def test_files_are_looked_at_anew(cinema: Cinema) -> None:
    cinema.plex.server.disk.held = True
    await _keeper(cinema).refresh_section("1")
    assert [one.section.title for one in cinema.plex.server.disk.scans] == ["Movies"]


@pytest.mark.parametrize(
    "fault",
    [Fault.UNAUTHORIZED, Fault.FORBIDDEN, Fault.SERVER_ERROR, Fault.HTML, Fault.REFUSED, Fault.TOO_MANY],
)
async def test_what_fails_is_not_done(cinema: Cinema, fault: Fault) -> None:
    keeper = _keeper(cinema)
    cinema.house.fail(fault, "/library/sections*", "POST")
    cinema.house.fail(fault, "/library/sections*", "DELETE")
    with pytest.raises(SyncopateError):
        await keeper.add_section("X", MediaType.MOVIE, ["/storage/x"])
    with pytest.raises(SyncopateError):
        await keeper.delete_section("1")
    assert len(cinema.plex.library.sections) == 4


async def test_only_the_owner_makes_libraries(cinema: Cinema) -> None:
    kim = cinema.house.child()
    keeper = _keeper(cinema, token=kim.token, server_token=cinema.plex.server.token_of(kim))
    with pytest.raises((LoginLacksRights, LoginRejected)):
        await keeper.add_section("X", MediaType.MOVIE, ["/storage/x"])
