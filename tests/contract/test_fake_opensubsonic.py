"""The fake OpenSubsonic server speaks as the contract says, and keeps the state that it tells of."""

import json
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import md5
from typing import Any
from urllib.parse import urlencode

import pytest
from contract.openapi_contract import Contract
from contract.plain_client import Answer, PlainClient
from contract.shared_data import contract_path, problems_of, recorded_path
from fakes.opensubsonic.model import User
from fakes.opensubsonic.server import PASSWORD, OpenSubsonic
from fakes.serving import Fault

FORM = "application/x-www-form-urlencoded"
PUBLIC = {
    f"getOpenSubsonicExtensions: query parameter '{name}' is not described": "the contract has what every request "
    "says only as ways to sign in, and this one needs none"
    for name in ("f", "v", "c")
}
PICTURES = {
    "getCoverArt answered 200: content type image/png": "described as bytes of no type; servers send the picture's"
}
UNDESCRIBED = {"no way to sign in is complete": "logins that are not, tried on purpose"}

type Values = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, slots=True)
class House:
    """A server with two folders, an admin and a member; `songs` are the ids of the first, in order of albums."""

    fake: OpenSubsonic
    client: PlainClient
    admin: User
    member: User
    songs: list[str]

    async def get(self, method: str, user: str = "member", **values: str | Sequence[str]) -> Any:
        """Ask by GET and return what is in the envelope."""
        answer = await self.client.ask("GET", f"/rest/{method}", query=pairs(user, values))
        return envelope(answer)

    async def post(self, method: str, user: str = "member", **values: str | Sequence[str]) -> Any:
        """Ask by a form and return what is in the envelope."""
        body = urlencode(pairs(user, values)).encode()
        return envelope(await self.client.ask("POST", f"/rest/{method}", body, content_type=FORM))


def pairs(user: str, values: Values) -> list[tuple[str, str]]:
    salt = "c19b2d"
    token = md5(f"{PASSWORD}{salt}".encode()).hexdigest()  # noqa: S324 -- the protocol
    given = [("u", user), ("t", token), ("s", salt), ("v", "1.16.1"), ("c", "test"), ("f", "json")]
    for name, value in values.items():
        given += [(name, value)] if isinstance(value, str) else [(name, each) for each in value]
    return given


def envelope(answer: Answer) -> Any:
    assert answer.status == 200, answer
    return answer.json["subsonic-response"]


@pytest.fixture
async def house() -> AsyncIterator[House]:
    fake = OpenSubsonic()
    music, kids = fake.music.add_folder("Music"), fake.music.add_folder("Kids")
    for name in ("First", "Second"):
        fake.music.add_album(music, "Anna & Band", name, [f"{name} song {number}" for number in range(1, 6)])
    songs = list(fake.music.songs)
    song = fake.music.songs[songs[0]]
    song.isrc, song.artists, song.genres = ("DEA120300001",), ("Anna", "Bert"), ("Rock", "Pop")
    fake.music.add_album(kids, "Kids' Choir", "Songs", ["A", "B", "C"])
    admin = fake.add_user("admin", admin=True, api_key="key-of-admin")
    member = fake.add_user("member")
    async with fake, PlainClient(fake.address, {}) as client:
        yield House(fake, client, admin, member, songs)


@pytest.fixture(scope="session")
def contract() -> Contract:
    return Contract.load(contract_path("opensubsonic-1.16.1") / "openapi.json")


async def everything(house: House) -> None:
    """Ask for everything once, by both ways."""
    await house.client.get("/rest/getOpenSubsonicExtensions", f="json", v="1.16.1", c="test")
    for ask in (house.get, house.post):
        for plain in ("ping", "getLicense", "getMusicFolders", "getIndexes", "getArtists", "getScanStatus"):
            assert (await ask(plain))["status"] == "ok"
        await ask("getIndexes", musicFolderId="1", ifModifiedSince="9999999999999")
        albums = await ask("getAlbumList2", type="alphabeticalByName", size="10", musicFolderId="1")
        await ask("getAlbum", id=albums["albumList2"]["album"][0]["id"])
        found = await ask("search3", query="", songCount="4", songOffset="0", artistCount="0", albumCount="0")
        assert len(found["searchResult3"]["song"]) == 4
        await ask("getSong", id=house.songs[0])
        await ask("getRandomSongs", size="2", musicFolderId="1")
        tops = (await ask("getIndexes"))["indexes"]["index"][0]["artist"]
        await ask("getMusicDirectory", id=tops[0]["id"])
        made = await ask("createPlaylist", name="Mine", songId=house.songs[:3])
        key = made["playlist"]["id"]
        await ask("updatePlaylist", playlistId=key, comment="hello", songIdToAdd=house.songs[3:5])
        await ask("updatePlaylist", playlistId=key, songIndexToRemove=["0", "2"], public="false")
        await ask("getPlaylists")
        await ask("getPlaylist", id=key)
        await ask("createPlaylist", playlistId=key, songId=house.songs[:2])
        await ask("deletePlaylist", id=key)
        assert (await ask("getPlaylist", id=key))["error"]["code"] == 70
        await ask("star", id=house.songs[:2])
        await ask("getStarred2", musicFolderId="1")
        await ask("unstar", id=house.songs[:2])
        await ask("startScan", user="admin")
        assert (await ask("startScan"))["error"]["code"] == 50
    await house.client.ask(
        "GET", "/rest/getCoverArt", query=pairs("member", {"id": house.songs[0], "size": "64"})
    )
    await house.client.get("/rest/tokenInfo", apiKey="key-of-admin", v="1.16.1", c="test", f="json")


async def test_all_that_is_said_is_in_the_contract(house: House, contract: Contract) -> None:
    await everything(house)
    assert len(house.fake.wire.journal) > 40
    assert problems_of(contract, house.fake.wire.journal, accepted=PUBLIC | PICTURES, all_occur=True) == []


async def test_the_envelope_and_the_fields_are_those_of_navidrome(house: House) -> None:
    folder = recorded_path("navidrome_subsonic_snapshots")

    def recorded(name: str) -> Any:
        return json.loads((folder / f"Responses {name} with data should match .JSON").read_text("utf-8"))

    def known(value: Any) -> set[str]:
        """Return the dotted names of all fields."""
        if isinstance(value, list):
            return {name for each in value for name in known(each)}
        if not isinstance(value, dict):
            return set()
        return set(value) | {f"{name}.{below}" for name, each in value.items() for below in known(each)}

    folders = await house.get("getMusicFolders")
    assert known(folders) == known(recorded("MusicFolders"))
    assert known(await house.get("getScanStatus")) == known(recorded("ScanStatus"))
    indexes = known(await house.get("getIndexes"))
    assert indexes <= known(recorded("Indexes"))
    assert "indexes.lastModified" in indexes
    album = await house.get("getAlbum", id=house.fake.music.songs[house.songs[0]].album_id)
    also = {"artistId", "coverArt", "year"}
    plain = {"parent", "path", "discNumber", "created", "albumId", "artistId", "type", "isVideo", "starred"}
    told = known(album) - {f"album.{name}" for name in also} - {f"album.song.{name}" for name in plain}
    assert told - known(recorded("AlbumWithSongsID3")) == set()
    house.fake.playlists.add("member", "Smart", house.songs[:1], readonly=True, comment="c", public=True)
    assert known(await house.get("getPlaylists")) <= known(recorded("Playlists"))


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({}, 10),
        ({"u": "member", "p": PASSWORD}, 0),
        ({"u": "member", "p": "enc:" + PASSWORD.encode().hex()}, 0),
        ({"u": "MEMBER", "p": PASSWORD}, 0),
        ({"u": "member", "p": "wrong"}, 40),
        ({"u": "nobody", "p": PASSWORD}, 40),
        ({"u": "member", "t": "0" * 32, "s": "abc"}, 40),
        ({"u": "ldap", "t": "0" * 32, "s": "abc"}, 41),
        ({"u": "member", "t": "0" * 32}, 10),
        ({"apiKey": "key-of-admin"}, 0),
        ({"apiKey": "wrong"}, 44),
        ({"apiKey": "key-of-admin", "u": "admin"}, 43),
        ({"u": "member", "p": PASSWORD, "v": "1.17.0"}, 30),
        ({"u": "member", "p": PASSWORD, "v": "0.9.0"}, 20),
        ({"u": "member", "p": PASSWORD, "v": ""}, 10),
        ({"u": "member", "p": PASSWORD, "c": ""}, 10),
    ],
)
async def test_who_may_ask(house: House, values: dict[str, str], code: int, contract: Contract) -> None:
    house.fake.add_user("ldap", tokens=False)
    given = {"v": "1.16.1", "c": "test", "f": "json", **values}
    answered = envelope(await house.client.ask("GET", "/rest/ping.view", query=list(given.items())))
    assert answered.get("error", {}).get("code", 0) == code
    assert answered["status"] == ("failed" if code else "ok")
    assert problems_of(contract, house.fake.wire.journal, accepted=UNDESCRIBED) == []


async def test_a_playlist_keeps_its_order_its_owner_and_its_comment(house: House) -> None:
    key = (await house.get("createPlaylist", name="P", songId=house.songs[:4]))["playlist"]["id"]

    async def entries() -> list[str]:
        playlist = (await house.get("getPlaylist", id=key))["playlist"]
        return [song["id"] for song in playlist.get("entry", [])]

    assert await entries() == house.songs[:4]
    await house.get(
        "updatePlaylist", playlistId=key, songIdToAdd=house.songs[0], songIndexToRemove=["1", "3"]
    )
    assert await entries() == [house.songs[0], house.songs[2], house.songs[0]]
    await house.get("createPlaylist", playlistId=key, songId=list(reversed(house.songs[:2])))
    assert await entries() == list(reversed(house.songs[:2]))
    await house.get("updatePlaylist", playlistId=key, name="Q", comment="one\ntwo")
    (shown,) = (await house.get("getPlaylists"))["playlists"]["playlist"]
    assert (shown["name"], shown["comment"], shown["owner"]) == ("Q", "one\ntwo", "member")
    assert (await house.get("getPlaylists", user="admin"))["playlists"]["playlist"] == []
    assert (await house.get("updatePlaylist", user="admin", playlistId=key, name="R"))["error"]["code"] == 50
    wrong = await house.get("updatePlaylist", playlistId=key, songIdToAdd=["nothing"])
    assert wrong["error"]["code"] == 70
    house.fake.playlists.held[key].readonly = True
    assert (await house.get("updatePlaylist", playlistId=key, name="R"))["error"]["code"] == 50


async def test_stars_are_of_one_user_and_one_folder(house: House) -> None:
    kids = house.fake.music.ordered(2)[0].id
    await house.get("star", id=[house.songs[0], kids])
    assert "song" not in (await house.get("getStarred2", user="admin"))["starred2"]
    assert len((await house.get("getStarred2"))["starred2"]["song"]) == 2
    (only,) = (await house.get("getStarred2", musicFolderId="2"))["starred2"]["song"]
    assert only["id"] == kids
    await house.get("unstar", id=kids)
    assert "song" not in (await house.get("getStarred2", musicFolderId="2"))["starred2"]


async def test_a_look_at_the_files_ends_and_moves_the_markers(house: House) -> None:
    before = (await house.get("getScanStatus"))["scanStatus"]
    modified = (await house.get("getIndexes"))["indexes"]["lastModified"]
    unchanged = (await house.get("getIndexes", ifModifiedSince=str(modified)))["indexes"]
    assert "index" not in unchanged
    assert (await house.get("startScan", user="admin"))["scanStatus"]["scanning"] is True
    looks = [(await house.get("getScanStatus"))["scanStatus"] for _ in range(2)]
    assert [look["scanning"] for look in looks] == [True, False]
    assert looks[-1]["lastScan"] > before["lastScan"]
    assert (await house.get("getIndexes", ifModifiedSince=str(modified)))["indexes"]["index"]


async def test_an_old_server_knows_nothing_of_open_subsonic() -> None:
    fake = OpenSubsonic(version="1.12.0", extensions=None)
    fake.music.add_album(fake.music.add_folder("Music"), "A", "B", ["C"])
    fake.add_user("member")
    async with fake, PlainClient(fake.address, {}) as client:
        given = {"u": "member", "p": PASSWORD, "c": "test", "f": "json"}
        answer = envelope(await client.get("/rest/ping.view", v="1.12.0", **given))
        assert answer == {"status": "ok", "version": "1.12.0"}
        assert envelope(await client.get("/rest/ping.view", v="1.13.0", **given))["error"]["code"] == 30
        token = {"u": "member", "t": "0" * 32, "s": "abc", "v": "1.12.0", "c": "test", "f": "json"}
        assert envelope(await client.get("/rest/ping.view", **token))["error"]["code"] == 10
        unknown = await client.get("/rest/getOpenSubsonicExtensions.view", v="1.12.0", **given)
        assert unknown.status == 404
        found = envelope(await client.get("/rest/search3.view", v="1.12.0", query="", **given))
        (song,) = found["searchResult3"]["song"]
        assert not {"isrc", "musicBrainzId", "artists", "samplingRate"} & set(song)
        made = envelope(await client.get("/rest/createPlaylist.view", v="1.12.0", name="P", **given))
        assert "playlist" not in made
        body = urlencode({**given, "v": "1.12.0"}).encode()
        assert (await client.ask("POST", "/rest/ping.view", body, content_type=FORM)).status == 405
        xml = await client.get("/rest/ping.view", u="member", p=PASSWORD, c="test", v="1.12.0")
        assert xml.body.startswith(b"<subsonic-response")


async def test_faults_and_refusals_strike_where_they_shall(house: House) -> None:
    house.fake.refuse(60, "search3", times=1)
    assert (await house.get("search3", query=""))["error"]["code"] == 60
    assert (await house.get("search3", query=""))["status"] == "ok"
    house.fake.wire.fail(Fault.EMPTY_PAGE, "*/search3*")
    assert (await house.get("search3", query=""))["searchResult3"]["song"] == []
    house.fake.heal()
    assert len((await house.get("search3", query=""))["searchResult3"]["song"]) == 13
    nothing = await house.client.ask("GET", "/rest/nothing", query=pairs("member", {}))
    assert nothing.status == 404


@pytest.mark.parametrize(
    ("finds", "empty", "quotes"), [("all", 13, 13), ("quotes", None, 13), ("nothing", 0, 0)]
)
async def test_servers_differ_in_what_an_empty_query_finds(
    house: House, finds: str, empty: int | None, quotes: int
) -> None:
    house.fake.browsing.finds = finds
    found = await house.get("search3", query="")
    assert (len(found["searchResult3"].get("song", [])) if "searchResult3" in found else None) == empty
    assert len((await house.get("search3", query='""'))["searchResult3"].get("song", [])) == quotes
    (one,) = (await house.get("search3", query="first SONG 2"))["searchResult3"]["song"]
    assert re.fullmatch(r"[0-9a-f]{22}", one["id"])
