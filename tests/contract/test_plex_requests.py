"""What our provider asks of Plex, against the contract: scanning, signing in, keeping playlists."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("plexapi", reason="plexapi is in the engine's environment only")

from contract.openapi_contract import Contract
from contract.shared_data import contract_path, problems_of
from fakes.plex import FakePlex, SoundFile, Track
from fakes.plex.media import Kind
from syncopate.apply.editing import EditedTarget
from syncopate.domain.media import Track as OurTrack
from syncopate.domain.run import ScanMode
from syncopate.domain.snapshot import Complete, Known
from syncopate.domain.target import Site, TargetKind
from syncopate.providers.capability import Context, ScanEnd, TargetContent
from syncopate.providers.editing import Label
from syncopate.providers.login import LoggedIn, Visit
from syncopate.providers.plex import library, login, playlist_target, tv

MARK = "5b0c8c9e-6a53-4d8e-9d0f-1d8a1f0e2b11"
_COLLECTIONS = "plexapi reads, deletes and empties them so, on servers of every age"
ACCEPTED = {
    "GET /library/sections: no path": "plexapi and every app ask so; the contract has it with /all",
    "no path of the document is like /library/collections/": _COLLECTIONS,
    "method DELETE is not described for /library/collections/{collectionId}/items/{itemId}": _COLLECTIONS,
    "'type': $: the value is not one of 1, 2 or 7 other candidates (10)": "tracks are 10: /all takes it",
    "method GET is not described for /library/sections/{sectionId}/refresh": "plexapi asks so; so does everybody",
    "edAt>>' is not described": "media queries: the contract leaves them to another page",
    "query parameter 'track.userRating>>' is not described": "media queries, as above",
    "query parameter 'smart': $: the value is not of type \"boolean\"": "smart is sent as 0 or 1",
    "POST /playlists: query parameter": "type, title and smart are what plexapi and every app sends",
    ": query parameter 'summary' is not described": "playlists are edited so by plexapi and every app",
    ": query parameter 'title' is not described": "playlists are edited so by plexapi and every app",
    "query parameter 'id' is not described": "the items to be changed are named by it",
    ".value' is not described": "fields of items are changed so, as the contract says in words",
    ".locked' is not described": "fields of items are kept from agents so",
    "query parameter 'rating': $: the value is less than the minimum of 0 (-1)": "it takes a rating back",
    "the answer is empty, but status 200 has": "servers answer writes with no body at all",
    'does not match "^(imdb|tmdb|tvdb)://.+$" ("mbid://': "written for films; music's other id is MusicBrainz's",
    'Stream[0]: "key" is a required': "recorded streams of tracks have none: only subtitles are files",
}


async def _nothing(*_: Any, **__: Any) -> Any:
    raise AssertionError


@pytest.fixture
async def plex(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakePlex]:
    fake = FakePlex()
    fake.clock.advance(-86_400)
    fake.library.fill(fake.music, 1200)
    fake.clock.advance(86_400)
    async with fake:
        monkeypatch.setattr(tv, "PLEX_TV", fake.tv_address)
        yield fake


def _context(settings: dict[str, str], storage: Path) -> Context:
    return Context(account_id="account", settings=settings, storage=storage, compute=_nothing)


async def _signed_in(plex: FakePlex, storage: Path) -> Context:
    signing = login.create(_context({}, storage))
    visit = await signing.begin("pin", {})
    assert isinstance(visit, Visit)
    plex.approve(visit.code)
    done = await signing.go_on(visit.state, {})
    assert isinstance(done, LoggedIn)
    return _context({**done.settings, "user_pins": "Kim=1234"}, storage)


async def _read(plex: FakePlex, context: Context) -> None:
    reader, section = library.create(context), str(plex.music.key)
    assert isinstance(await reader.sections(), Complete)
    *_, end = [part async for part in reader.scan(section, {}, ScanMode.FULL)]
    assert isinstance(end, ScanEnd)
    assert isinstance(end.present, Complete)
    plex.library.edit(_tracks(plex)[0], title="Changed")
    parts = [part async for part in reader.scan(section, {}, ScanMode.INCREMENTAL, end.cursor)]
    assert len(parts) == 2
    path = "/storage/music/New/New/01 New.flac"
    plex.put_file(path, SoundFile(artist="New", album="New", title="New"))
    await reader.refresh(section, "/storage/music/New")
    await plex.server.disk.idle()
    assert await reader.listed(section, path) != Known(None)
    assert isinstance(await reader.picture(str(_tracks(plex)[0].key), 300), Known)


async def _keep(plex: FakePlex, context: Context, user: str | None) -> None:
    keeper, editor = EditedTarget(playlist_target.create(context)), playlist_target.create(context)
    keys = [str(one.key) for one in _tracks(plex)[:250]]
    for kind in (TargetKind.PLAYLIST, TargetKind.COLLECTION, TargetKind.FAVOURITES):
        site = Site(section=str(plex.music.key), user=user, kind=kind)
        first = keys[:10] if kind is TargetKind.FAVOURITES else keys
        key = await keeper.write_target(site, None, _content(first, "Evening"))
        changed = [*first[5:], first[2], first[0]] if kind is TargetKind.PLAYLIST else first[2:]
        assert await keeper.write_target(site, key, _content(changed, "Night & day", first[:2])) == key
        assert await keeper.find_target(site, MARK, None) != Known(None)
        await editor.relabel(site, key, Label(mark=MARK, name="Other"))
        await keeper.delete_target(site, key)
        assert isinstance(await keeper.read_target(site, key), Known)


def _tracks(plex: FakePlex) -> list[Track]:
    return [one for one in plex.music.of(Kind.TRACK).values() if isinstance(one, Track)]


def _content(keys: list[str], name: str, leaving: Sequence[str] = ()) -> TargetContent:
    tracks = [OurTrack(key=key, title=key) for key in keys]
    return TargetContent(mark=MARK, name=name, tracks=tracks, description="Words", leaving=frozenset(leaving))


async def test_what_is_asked_is_as_the_contract_says(plex: FakePlex, tmp_path: Path) -> None:
    contract = Contract.load(contract_path("plex-1.1.1-community.yaml"))
    kim = plex.people.add("Kim", home=True, restricted=True, pin="1234")
    plex.server.share(kim)
    context = await _signed_in(plex, tmp_path)
    try:
        await _read(plex, context)
        await _keep(plex, context, None)
        await _keep(plex, context, kim.uuid)
    finally:
        await context.connections.close()
    assert problems_of(contract, plex.wire.journal, accepted=ACCEPTED, all_occur=True) == []
    assert {one.status for one in plex.wire.journal} == {200, 204, 404}
    # The contract is of the server; of plex.tv it has other ways to the same.
    asked = {one.path.rpartition("/")[0] if "pins/" in one.path else one.path for one in plex.tv_wire.journal}
    assert asked == {
        "/api/v2/pins",
        "/api/v2/resources",
        "/api/v2/user",
        "/api/v2/home/users",
        f"/api/v2/home/users/{kim.uuid}/switch",
    }
