"""The fake of Plex against the contract, recorded answers and plexapi; none of them knows our client."""

import asyncio
import dataclasses
import re
import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import pytest

pytest.importorskip("plexapi", reason="plexapi is in the engine's environment only")

import aiohttp
import requests
from contract.openapi_contract import Contract
from contract.plex_calls import JSON, Caller, entries, made, tracks, uri
from contract.shared_data import contract_path, problems_of, recorded_path
from fakes.plex import Connection, FakePlex
from fakes.serving import Asked
from plexapi.audio import Track as PlexTrack
from plexapi.exceptions import BadRequest, NotFound, Unauthorized
from plexapi.library import MusicSection
from plexapi.myplex import MyPlexAccount, MyPlexPinLogin
from plexapi.server import PlexServer
from requests.adapters import HTTPAdapter

MBID = 'does not match "^(imdb|tmdb|tvdb)://.+$" ("mbid://'
NO_BODY = "the answer is empty, but status 200 has"
ACCEPTED_SERVER = {
    "Directory[0].hidden: the value is not of type": "recorded as 0, 1 or 2: shown, not on the home page, not found",
    'Directory[0]: "addedAt" is a required': "the ways into a section are no items; recorded without",
    'Directory[0]: "type" is a required': "the ways into a section are no items; recorded without",
    'Stream[0]: "key" is a required': "recorded streams of tracks have none: only subtitles are files",
    MBID: "the contract was written for films and shows; music's other id is MusicBrainz's",
    "POST /playlists: query parameter": "type, title and smart are what plexapi and every app sends",
    "/playlists/1: query parameter": "title and summary are what plexapi and every app sends",
    "query parameter 'smart': $: the value is not of type \"boolean\"": "smart is sent as 0 or 1",
    "/all: query parameter 'id' is not described": "the items to be changed are named by it",
    NO_BODY: "servers answer writes with no body at all",
    "content type image/png is not described": "a picture comes in the form it was given in",
}


@pytest.fixture
async def plex() -> AsyncIterator[FakePlex]:
    fake = FakePlex()
    fake.library.fill(fake.music, 60)
    async with fake:
        yield fake


@pytest.fixture
def owner(plex: FakePlex, session: aiohttp.ClientSession) -> Caller:
    return Caller(session, plex.address, plex.token)


@pytest.fixture
def tv(plex: FakePlex, session: aiohttp.ClientSession) -> Caller:
    return Caller(session, plex.tv_address, plex.token)


# --- The contract -----------------------------------------------------------------------------------------


async def _walk_server(plex: FakePlex, owner: Caller) -> None:
    """Ask everything the contract describes of what the fake has, and see it granted."""
    first, *others = tracks(plex)
    album, artist, section = first.album, first.album.artist, plex.music.key
    for path in (
        "/",
        "/identity",
        "/activities",
        "/library/sections/all",
        f"/library/sections/{section}",
        f"/library/sections/{section}/albums",
        f"/library/sections/{section}/sorts",
        f"/library/metadata/{first.key}",
        f"/library/metadata/{album.key},{artist.key}",
        f"/library/metadata/{artist.key}/allLeaves",
    ):
        await owner.json(path)
    page = {"includeGuids": 1, "X-Plex-Container-Start": 0, "X-Plex-Container-Size": 5}
    for kind in (8, 9, 10):
        await owner.json(f"/library/sections/{section}/all", {"type": kind, **page})
    await owner.json("/library/all", {"type": 10})
    await owner.json("/hubs/search", {"query": "river", "sectionId": section, "limit": 2})
    key = await made(plex, owner, first, *others[:3])
    for path in ("/playlists", f"/playlists/{key}", f"/playlists/{key}/items"):
        await owner.json(path)
    places = await entries(owner, key)
    await owner.json(f"/playlists/{key}/items", {"uri": uri(plex, others[5])}, "PUT")
    await owner.json(f"/playlists/{key}/items/{places[0][1]}/move", {"after": places[2][1]}, "PUT")
    await owner.json(f"/playlists/{key}/items/{places[0][1]}", method="DELETE")
    await owner.json(f"/playlists/{key}/items", method="DELETE")
    assert await owner.status("PUT", f"/playlists/{key}", {"title": "Other", "summary": "Why"}) == 204
    assert await owner.status("DELETE", f"/playlists/{key}") == 204
    query = {"type": 9, "title": "Shelf", "smart": 0, "sectionId": section, "uri": uri(plex, album)}
    shelf = (await owner.json("/library/collections", query, "POST"))["Metadata"][0]["ratingKey"]
    second = tracks(plex)[-1].album
    await owner.json(f"/library/collections/{shelf}/items", {"uri": uri(plex, second)}, "PUT")
    await owner.json(f"/library/collections/{shelf}/items")
    await owner.json(f"/library/collections/{shelf}/items/{second.key}/move", method="PUT")
    await owner.json(f"/library/sections/{section}/collections")
    assert await owner.status("DELETE", f"/library/sections/{section}/collection/{shelf}") == 200
    known = {"identifier": "com.plexapp.plugins.library", "key": first.key}
    assert await owner.status("PUT", "/:/rate", known | {"rating": 8}) == 200
    assert await owner.status("PUT", "/:/scrobble", known) == 200
    assert await owner.status("PUT", "/:/unscrobble", known) == 200
    assert (
        await owner.status("POST", f"/library/sections/{section}/refresh", {"path": "/storage/music"}) == 200
    )
    await owner.json("/activities")
    assert await owner.status("DELETE", f"/library/sections/{section}/refresh") == 200
    assert await owner.status("DELETE", "/library/sections/all/refresh") == 200
    told = {"type": 10, "id": first.key, "title.value": "Named anew"}
    assert await owner.status("PUT", f"/library/sections/{section}/all", told) == 200
    small = {"url": f"/library/metadata/{album.key}/thumb/1", "width": 20, "height": 20, "format": "png"}
    assert await owner.status("GET", "/photo/:/transcode", small) == 200
    assert await owner.status("GET", f"/library/metadata/{album.key}/thumb/{album.updated}") == 200
    assert (
        await owner.status("POST", f"/library/metadata/{album.key}/thumb", {"url": "http://a/b.png"}) == 200
    )
    assert await owner.status("DELETE", f"/library/metadata/{others[9].key}") == 200


async def test_what_a_server_is_asked_and_answers_is_in_the_contract(plex: FakePlex, owner: Caller) -> None:
    contract = Contract.load(contract_path("plex-1.1.1-community.yaml"))
    await _walk_server(plex, owner)
    journal = [
        dataclasses.replace(one, path=re.sub(r"^/playlists/\d+$", "/playlists/1", one.path))
        for one in plex.wire.journal
    ]
    assert problems_of(contract, journal, accepted=ACCEPTED_SERVER, all_occur=True) == []


async def test_refusals_of_a_server_are_pages_in_the_contract(
    plex: FakePlex, owner: Caller, session: aiohttp.ClientSession
) -> None:
    contract = Contract.load(contract_path("plex-1.1.1-community.yaml"))
    known = {"identifier": "com.plexapp.plugins.library", "key": tracks(plex)[0].key}
    asked = [
        (404, "GET", "/playlists/1", {}),
        (404, "DELETE", "/playlists/1", {}),
        (404, "PUT", "/playlists/1/items", {"uri": uri(plex, 1)}),
        (400, "POST", "/playlists", {"uri": "nonsense"}),
        (404, "GET", "/library/collections/1/items", {}),
        (404, "PUT", "/:/rate", known | {"key": 1, "rating": 8}),
        (400, "PUT", "/:/rate", known | {"rating": 11}),
        (400, "GET", "/photo/:/transcode", {}),
    ]
    for status, method, path, query in asked:
        got, kind, body = await owner.raw(method, path, query)
        assert (got, kind) == (status, "text/html"), path
        assert f"<h1>{status} ".encode() in body
    too_much = {"the value is greater than the maximum of 10": "that is what is refused"}
    assert problems_of(contract, plex.wire.journal, accepted=too_much, all_occur=True) == []


ACCEPTED_TV = {
    "/resources answered 200: $[1].accessToken": "recorded: a player has none",
}


async def test_what_plex_tv_is_asked_and_answers_is_in_the_contract(plex: FakePlex, tv: Caller) -> None:
    contract = Contract.load(contract_path("plex-1.1.1-community.yaml"))
    friend = plex.people.add("Finn", email="finn@example.org")
    plex.server.share(friend, plex.music)
    await tv.json("/api/v2/user")
    await tv.json("/api/v2/resources", {"includeHttps": 1, "includeRelay": 1, "includeIPv6": 1})
    await tv.json("/api/users")
    login = {"login": "otto@example.org", "password": "let me in"}
    assert (await tv.raw("POST", "/api/v2/users/signin", headers=JSON, data=login))[0] == 201
    wrong = login | {"password": "guessed"}
    assert (await tv.raw("POST", "/api/v2/users/signin", headers=JSON, data=wrong))[0] == 401
    tv.headers["X-Plex-Token"] = "nobody's"
    assert (await tv.raw("GET", "/api/v2/user", headers=JSON))[0] == 401
    assert (await tv.raw("GET", "/api/v2/resources", headers=JSON))[0] == 401
    del tv.headers["X-Plex-Client-Identifier"]
    assert (await tv.raw("GET", "/api/v2/user", headers=JSON))[0] == 400

    def without_base(one: Asked) -> Asked:
        return dataclasses.replace(one, path=re.sub("^/api(/v2)?", "", one.path))

    journal = [without_base(one) for one in plex.tv_wire.journal]
    assert problems_of(contract, journal, accepted=ACCEPTED_TV, all_occur=True) == []


# --- Recorded answers, and the two forms ------------------------------------------------------------------

ABSENT = {"playlist": {"viewCount", "lastViewedAt"}}
"""What recorded answers have, and the fake does not: only a playlist played as a whole has been seen."""


def _always(root: ET.Element) -> dict[str, set[str]]:
    """Return the attributes that all elements of the same tag and type have."""
    found: dict[str, set[str]] = {}
    for element in root.iter():
        kind = f"{element.tag} {element.get('type', '') if element.get('ratingKey') else ''}".strip()
        found[kind] = found.get(kind, set(element.keys())) & set(element.keys())
    return found


async def test_elements_and_attributes_are_those_of_recorded_answers(plex: FakePlex, owner: Caller) -> None:
    track = tracks(plex)[0]
    album, artist = track.album, track.album.artist
    section, known = plex.music.key, {"identifier": "com.plexapp.plugins.library"}
    for one in tracks(plex):
        plex.library.edit(one.album.artist, country="United Kingdom")
        assert await owner.status("PUT", "/:/scrobble", known | {"key": one.key}) == 200
    key = await made(plex, owner, track)
    pairs = {
        "plex_server_base.xml": "/",
        "plex_server_accounts.xml": "/accounts",
        "library.xml": "/library",
        "library_sections.xml": "/library/sections",
        "library_music_all.xml": f"/library/sections/{section}/all",
        "library_music_sort.xml": f"/library/sections/{section}/sorts",
        "library_tvshows_size.xml": "/library/sections/2/all?X-Plex-Container-Start=0&X-Plex-Container-Size=0",
        "artist_albums.xml": f"/library/metadata/{artist.key}/children",
        "children_200.xml": f"/library/metadata/{album.key}/children",
        "album.xml": f"/library/metadata/{album.key}",
        "media_100.xml": f"/library/metadata/{track.key}",
        "playlists.xml": "/playlists",
        "empty_payload.xml": "/clients",
    }
    missing = []
    for name, path in pairs.items():
        recorded = _always(ET.parse(recorded_path(f"homeassistant_plex_2021/{name}")).getroot())  # noqa: S314
        told = _always(await owner.xml(path))
        missing += [f"{name}: no <{kind}>" for kind in recorded if kind not in told]
        for kind in recorded.keys() & told.keys():
            left = recorded[kind] - told[kind] - ABSENT.get(kind.partition(" ")[2], set())
            missing += [f"{name}: <{kind}> without {one}" for one in sorted(left)]
    assert missing == []
    recorded = _always(ET.parse(recorded_path("homeassistant_plex_2021/playlist_500.xml")).getroot())  # noqa: S314
    told = _always(await owner.xml(f"/playlists/{key}/items"))
    assert recorded["MediaContainer"] <= told["MediaContainer"], "the items there are films"


async def test_plex_tv_says_what_recorded_answers_say(plex: FakePlex, tv: Caller) -> None:
    plex.server.share(plex.people.add("Finn", email="finn@example.org"), plex.music)
    recorded = ET.parse(recorded_path("homeassistant_plex_2021/plextv_shared_users.xml")).getroot()  # noqa: S314
    told_users = _always(await tv.xml("/api/users"))
    assert all(names <= told_users[kind] for kind, names in _always(recorded).items())
    devices = ET.parse(recorded_path("homeassistant_plex_2021/plextv_resources_base.xml")).getroot()  # noqa: S314
    recorded_server = next(one for one in devices if one.get("provides") == "server")
    told = next(iter(await tv.xml("/api/v2/resources")))
    assert set(recorded_server.keys()) <= set(told.keys()), "the older API's Device is this one's resource"
    assert set(recorded_server[0].keys()) <= set(told[0][0].keys())


def _as_texts(value: Any) -> Any:
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value)


_TAGS = {"Track", "Playlist", "Video", "Directory", "Metadata"}


def _same(element: ET.Element, read: Mapping[str, Any]) -> None:
    """See that an element and an object say the same, whole."""
    flat = {key: _as_texts(value) for key, value in read.items() if not isinstance(value, dict | list)}
    assert flat == element.attrib
    inside = [
        (key, child)
        for key, value in read.items()
        if isinstance(value, dict | list)
        for child in ([value] if isinstance(value, dict) else value)
    ]
    assert len(inside) == len(element)
    for tag in {key for key, _ in inside}:
        children = [one for one in element if one.tag == tag or (tag == "Metadata" and one.tag in _TAGS)]
        for child, told in zip(children, [one for key, one in inside if key == tag], strict=True):
            _same(child, told)


async def test_xml_and_json_say_the_same(plex: FakePlex, owner: Caller) -> None:
    one = tracks(plex)[0]
    odd = "Ünïcode & <\"quotes\"> 'all'"
    plex.library.edit(one, title=odd)
    key = await made(plex, owner, one)
    for path in (
        "/",
        "/library/sections",
        f"/library/sections/{plex.music.key}/all?type=10&includeGuids=1&includeMeta=1",
        f"/library/sections/{plex.music.key}/all?type=9",
        f"/library/metadata/{one.key}",
        f"/playlists/{key}/items",
        "/playlists",
        "/hubs/search?query=river",
        "/library/search?query=river",
        "/activities",
    ):
        _same(await owner.xml(path), await owner.json(path))
    assert (await owner.xml(f"/library/metadata/{one.key}"))[0].get("title") == odd


# --- plexapi, which knows real servers --------------------------------------------------------------------


class _ToTheFake(HTTPAdapter):
    """Carries what is meant for plex.tv to the fake of it."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        assert request.url is not None
        request.url = request.url.replace("https://plex.tv", self._address, 1)
        return super().send(request, *args, **kwargs)


@pytest.fixture
def requested(plex: FakePlex) -> Iterator[requests.Session]:
    with requests.Session() as opened:
        opened.mount("https://plex.tv/", _ToTheFake(plex.tv_address))
        yield opened


def _use_library(plex: FakePlex, requested: requests.Session) -> list[PlexTrack]:
    server = PlexServer(plex.address, plex.token, requested)
    assert (server.friendlyName, server.machineIdentifier) == ("Living Room", plex.server.machine)
    assert server.identity().claimed is True
    music = [one for one in server.library.sections() if isinstance(one, MusicSection)]
    assert [(one.title, one.locations) for one in music] == [
        ("Music", ["/storage/music"]),
        ("Audio Plays", ["/storage/plays", "/storage/more plays"]),
    ]
    found = music[0].searchTracks(container_size=7)
    assert len(found) == len({one.ratingKey for one in found}) == music[0].totalViewSize("track") == 60
    one = found[0]
    assert one.guids[0].id.startswith("mbid://")
    assert one.media[0].parts[0].file == one.locations[0] == plex.library.items[one.ratingKey].file
    assert [item.title for item in one.album().tracks()] == [item.title for item in found[:10]]
    assert one.artist().title == one.grandparentTitle
    assert one.album().genres[0].tag == "Electronic"
    assert music[0].searchTracks(title=one.title)[0].ratingKey == one.ratingKey
    by_filter = music[0].searchTracks(filters={"track.addedAt>>": "1d"}, sort="addedAt:desc", limit=3)
    assert len(by_filter) == 3
    assert [hit.ratingKey for hit in server.search(one.title, mediatype="track")] == [one.ratingKey]
    one.rate(9)
    assert (one.reload().userRating, one.lastRatedAt is not None) == (9.0, True)
    one.rate()
    assert one.reload().userRating is None
    one.editTitle("Another name")
    assert one.reload().title == "Another name"
    music[0].update(path="/storage/music/Somewhere")
    assert server.activities[0].type == "library.update.section"
    music[0].cancelUpdate()
    with pytest.raises(NotFound):
        server.fetchItem(999_999)
    return found


def _use_playlists(plex: FakePlex, requested: requests.Session, found: list[PlexTrack]) -> None:
    server = PlexServer(plex.address, plex.token, requested)
    playlist = server.createPlaylist("Mix", items=found[:3])
    playlist.addItems([found[5], found[4]])
    playlist.moveItem(found[5], after=found[0])
    playlist.removeItems([found[1]])
    expected = [found[0], found[5], found[2], found[4]]
    assert [item.ratingKey for item in playlist.reload().items()] == [item.ratingKey for item in expected]
    playlist.editTitle("Renamed").editSummary("Why").reload()
    assert [(one.title, one.summary, one.leafCount) for one in server.playlists()] == [("Renamed", "Why", 4)]
    playlist.uploadPoster(url="https://example.org/cover.png")
    assert requested.get(playlist.thumbUrl or "").content.startswith(b"\x89PNG")
    smart = server.createPlaylist(
        "Smart", section="Music", smart=True, libtype="track", filters={"track.title": "Glass"}
    )
    assert {item.title.partition(" ")[0] for item in smart.items()} == {"Glass"}
    with pytest.raises(BadRequest):
        server.query(f"{smart.key}/items/1", method=requested.delete)
    for one in server.playlists():
        one.delete()
    assert server.playlists() == []


def _use_collections(plex: FakePlex, requested: requests.Session, found: list[PlexTrack]) -> None:
    server = PlexServer(plex.address, plex.token, requested)
    collection = server.createCollection("Shelf", section="Music", items=found[:2])
    collection.addItems([found[2]]).moveItem(found[2])
    collection.removeItems([found[0]])
    assert [item.ratingKey for item in collection.items()] == [found[2].ratingKey, found[1].ratingKey]
    collection.editTitle("Board").editSummary("Why").addLabel("ours").reload()
    assert (collection.title, collection.summary, collection.labels[0].tag) == ("Board", "Why", "ours")
    assert [one.title for one in server.library.section("Music").collections()] == ["Board"]
    collection.delete()
    assert server.library.section("Music").collections() == []


async def test_plexapi_reads_and_writes_a_server(plex: FakePlex, requested: requests.Session) -> None:
    plex.server.disk.held = True
    found = await asyncio.to_thread(_use_library, plex, requested)
    await asyncio.to_thread(_use_playlists, plex, requested, found)
    await asyncio.to_thread(_use_collections, plex, requested, found)


def _sign_in(plex: FakePlex, requested: requests.Session) -> None:
    child = plex.people.add("Kim", home=True, restricted=True, pin="1234")
    plex.server.share(child)
    login = MyPlexPinLogin(requested)
    assert len(login.pin) == 4
    assert not login.checkLogin()
    plex.approve(login.pin)
    assert login.checkLogin()
    account = MyPlexAccount(token=login.token, session=requested)
    assert (account.title, account.home, account.subscriptionPlan) == ("Otto", True, "lifetime")
    server = account.resource("Living Room").connect(ssl=False)
    assert server.machineIdentifier == plex.server.machine
    server.createPlaylist("Mine", items=server.library.section("Music").searchTracks(maxresults=2))
    with pytest.raises(BadRequest):
        account.switchHomeUser("Kim", pin="0000")
    switched = account.switchHomeUser("Kim", pin="1234")
    assert (switched.title, switched.restricted) == ("Kim", True)
    resource = switched.resource("Living Room")
    as_kim = PlexServer(plex.address, resource.accessToken, requested)
    assert (resource.owned, as_kim.playlists()) == (False, [])
    assert server.switchUser("Kim").playlists() == []
    assert account.user("Kim").get_token(server.machineIdentifier) == resource.accessToken
    account.signout()
    with pytest.raises(Unauthorized):
        account.resources()
    with pytest.raises(Unauthorized):
        PlexServer(plex.address, "wrong", requested)
    by_password = MyPlexAccount("otto@example.org", "let me in", session=requested)
    assert by_password.authToken
    with pytest.raises(Unauthorized):
        MyPlexAccount("otto@example.org", "guessed", session=requested)


async def test_plexapi_signs_in_and_switches_users(plex: FakePlex, requested: requests.Session) -> None:
    await asyncio.to_thread(_sign_in, plex, requested)


# --- plex.tv ----------------------------------------------------------------------------------------------


async def test_a_pin_is_good_for_the_app_that_asked_until_it_expires(plex: FakePlex, tv: Caller) -> None:
    del tv.headers["X-Plex-Token"]
    pin = await tv.json("/api/v2/pins", {"strong": "true"}, "POST")
    assert (pin["authToken"], len(pin["code"]), pin["expiresIn"]) == (None, 25, 1800)
    path = f"/api/v2/pins/{pin['id']}"
    assert (await tv.json(path))["authToken"] is None
    assert (await tv.xml(path)).get("authToken") == ""
    tv.headers["X-Plex-Client-Identifier"] = "another app"
    assert await tv.status("GET", path) == 404
    del tv.headers["X-Plex-Client-Identifier"]
    assert await tv.status("GET", path) == await tv.status("POST", "/api/v2/pins") == 400
    tv.headers["X-Plex-Client-Identifier"] = "the-tests"
    token = plex.approve(pin["code"])
    assert (await tv.json(path))["authToken"] == token
    tv.headers["X-Plex-Token"] = token
    assert (await tv.json("/api/v2/user"))["authToken"] == token
    plex.clock.advance(1801)
    status, _, body = await tv.raw("GET", path, headers=JSON)
    assert (status, b"Code not found or expired" in body) == (404, True)
    with pytest.raises(ValueError, match="expired"):
        plex.approve(pin["code"])


async def test_resources_are_the_servers_one_may_use(plex: FakePlex, tv: Caller) -> None:
    friend = plex.people.add("Finn", email="finn@example.org")
    theirs = await plex.add_server("Finn's", friend)
    away = await plex.add_server("Away")
    theirs.share(plex.people.owner)
    away.presence = False
    away.connections = (
        Connection(
            uri="https://203-0-113-9.abc.plex.direct:32400",
            address="203.0.113.9",
            port=32400,
            protocol="https",
        ),
        Connection(uri="http://[2001:db8::1]:32400", address="2001:db8::1", port=32400, ipv6=True),
        Connection(uri="http://192.0.2.1:8443", address="192.0.2.1", port=8443, relay=True),
    )
    every = {"includeHttps": 1, "includeRelay": 1, "includeIPv6": 1}
    told = {
        one["name"]: one for one in await tv.json("/api/v2/resources", every) if "server" in one["provides"]
    }
    assert {name: (one["owned"], one["presence"]) for name, one in told.items()} == {
        "Living Room": (True, True),
        "Finn's": (False, True),
        "Away": (True, False),
    }
    assert told["Finn's"]["ownerId"] == friend.id
    assert [one["uri"] for one in told["Away"]["connections"]] == [
        away.address,
        *(one.uri for one in away.connections),
    ]
    assert [one["local"] for one in told["Away"]["connections"]] == [True, False, False, False]
    plain = {one["name"]: one for one in await tv.json("/api/v2/resources")}
    assert [one["uri"] for one in plain["Away"]["connections"]] == [away.address]
    for server in (plex.server, theirs, away):
        token = told[server.name]["accessToken"]
        caller = Caller(tv.session, server.address, token)
        assert (await caller.json("/"))["machineIdentifier"] == server.machine
    assert await Caller(tv.session, theirs.address, told["Away"]["accessToken"]).status("GET", "/") == 401
    assert await Caller(tv.session, away.address, told["Finn's"]["accessToken"]).status("GET", "/") == 401
    root = await tv.xml("/api/v2/resources", every)
    assert (root.tag, root[0].tag, root[0][0].tag, root[0][0][0].tag) == (
        "resources",
        "resource",
        "connections",
        "connection",
    )


async def test_home_users_are_listed_and_switched_to(plex: FakePlex, tv: Caller) -> None:
    child = plex.people.add("Kim", home=True, restricted=True, pin="1234")
    plex.people.add("Finn", email="finn@example.org")
    home = await tv.json("/api/v2/home/users")
    assert [(one["title"], one["admin"], one["protected"]) for one in home["users"]] == [
        ("Otto", True, False),
        ("Kim", False, True),
    ]
    assert [one.get("title") for one in await tv.xml("/api/home/users")] == ["Otto", "Kim"]
    path = f"/api/v2/home/users/{child.uuid}/switch"
    assert await tv.status("POST", path) == await tv.status("POST", path, {"pin": "0000"}) == 403
    token = (await tv.json(path, {"pin": "1234"}, "POST"))["authToken"]
    tv.headers["X-Plex-Token"] = token
    assert (await tv.json("/api/v2/user"))["title"] == "Kim"
    assert await tv.status("POST", "/api/v2/home/users/nobody/switch") == 404
    tv.headers["X-Plex-Token"] = "wrong"
    assert await tv.status("GET", "/api/v2/home/users") == await tv.status("GET", "/api/home/users") == 401
