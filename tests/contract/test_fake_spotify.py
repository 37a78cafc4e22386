"""The fake Spotify and our requests are what the contract describes, and what was recorded of the real one."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from contract.openapi_contract import Contract
from contract.plain_client import PlainClient
from contract.shared_data import contract_path, problems_of, recorded_path
from fakes.serving import Asked, Fault
from fakes.spotify import Episode, FakeSpotify, Playlist, User
from fakes.spotify.accounts import CLIENT_ID
from fakes.spotify.model import Local
from syncopate.domain.album import SourceAlbum
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import Entry
from syncopate.domain.snapshot import Complete, Known
from syncopate.providers import registry
from syncopate.providers.browsing import Browsable
from syncopate.providers.capability import Context, Versioned
from syncopate.providers.catalogue import FoundKind
from syncopate.providers.connections import Connections
from syncopate.providers.manifest import RateLimit
from syncopate.providers.spotify import answers, client as talking, parse

NULLS = {
    "$.artists.cursors.after: the value is not of type": "the last page has no next one",
    "$.artists.next: the value is not of type": "the last page has no next one",
    "$.items[0].context: the value is not of type": "what was played from nothing has no context",
}
RECORDED_ALSO = {"available_markets", "episode", "track", "followers", "explicit", "primary_color"}
"""Fields of the recorded answers that say nothing of use: the fake leaves them out where it likes."""


@dataclass(frozen=True, slots=True)
class House:
    """Spotify with some of everything, and an account there."""

    fake: FakeSpotify
    anna: User
    playlist: Playlist
    context: Context

    @property
    def journal(self) -> list[Asked]:
        """Return what was asked of the API."""
        return self.fake.wire.asked(path="/v1/*")


@pytest.fixture(scope="session")
def contract() -> Contract:
    return Contract.load(contract_path("spotify-2026.5.31.yml"))


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr(talking, "LIMIT", RateLimit(requests=10_000, seconds=1.0, concurrency=2))
    fake = FakeSpotify()
    world = fake.world
    anna = world.add_user("anna")
    songs = world.songs(130)
    songs[0].played_as = songs[1]
    playlist = world.add_playlist(anna, "Mixed", songs)
    world.put(playlist, Local(name="No Woman", artist="Fugees", album="The Score", length=273_000))
    world.put(playlist, Episode(id="e" * 22, name="Talk", show="Podcast"))
    world.put(playlist, None)
    for song in songs[:60]:
        world.like(anna, song)
    album = world.add_album("Long", tracks=60, upc="00602455070951")
    anna.albums.append((world.now(), album))
    anna.artists += [world.add_artist(f"Artist {number}") for number in range(60)]
    world.play(anna, songs[0], f"spotify:playlist:{playlist.id}")
    world.play(anna, songs[0], None)
    grant = fake.accounts.grant(anna)
    connections = Connections()

    async def nothing(*_: object, **__: object) -> None:
        raise AssertionError

    async with fake:
        tokens = {"refresh_token": grant.refresh, "access_token": grant.access}
        yield House(
            fake,
            anna,
            playlist,
            Context(
                account_id="anna",
                settings={"client_id": CLIENT_ID, "user_id": "anna", **tokens},
                storage=tmp_path,
                compute=nothing,  # type: ignore[arg-type]
                connections=connections,
                endpoints=fake.endpoints,
            ),
        )
        await connections.close()


async def everything(house: House) -> None:
    """Have our provider ask for everything once."""
    source = registry.playlist_source("spotify", house.context)
    catalogue = registry.catalogue("spotify", house.context)
    assert isinstance(source, Browsable)
    assert isinstance(source, Versioned)
    assert (await source.check()).ok
    album = house.anna.albums[0][1]
    for reference in (f"playlist:{house.playlist.id}", "liked", f"album:{album.id}"):
        assert isinstance((await source.read_playlist(reference, {})).entries, Complete)
        assert isinstance(await source.read_version(reference), Known)
    assert isinstance(await source.list_playlists(), Complete)
    for shelf in ("playlists", "albums", "artists", f"artist:{album.artists[0].id}"):
        assert isinstance(await source.browse(shelf), Complete)
    await source.browse("user:anna")
    recent = await registry.recent_source("spotify", house.context).played_contexts()
    assert isinstance(recent, Complete)
    assert len(recent.items) == 1
    ids = frozenset({ExternalId(IdKind.ISRC, "DEFAK2699999")})
    assert await catalogue.find_tracks(Entry(position=0, title="Songs", artists=("The Band",), ids=ids), 25)
    upc = frozenset({ExternalId(IdKind.UPC, "602455070951")})
    assert await catalogue.find_albums(SourceAlbum(title="Long", ids=upc), 5)
    for kind in FoundKind:
        assert isinstance(await catalogue.search("songs", kind, 25), Complete)
    house.fake.accounts.expire(house.anna)
    assert (await source.read_playlist("liked", {})).entries


@pytest.mark.parametrize(("new", "names"), [(True, "new"), (False, "old"), (False, "both")])
async def test_all_that_is_said_is_in_the_contract(
    house: House, contract: Contract, new: bool, names: str
) -> None:
    house.fake.is_new(new=new, names=names)
    await everything(house)
    assert len(house.journal) > 30
    accepted = {**NULLS, "$.next: the value": "where the contract says nothing of an end, a list has one"}
    for item in {"new": ("item",), "old": ("track",), "both": ("item", "track")}[names]:
        accepted[f"{item}.href: the value is not of type"] = "so was a local file recorded"
        accepted[f"{item}: the value is not valid"] = "what left the catalogue leaves its place"
    assert problems_of(contract, house.journal, accepted=accepted, all_occur=True) == []


async def test_refusals_are_worded_as_in_the_contract(house: House, contract: Contract) -> None:
    async with PlainClient(house.fake.endpoints["api.spotify.com"], {}) as nobody:
        answers = [await nobody.get("/v1/me"), await nobody.get("/v1/me/tracks", limit="50")]
        assert [one.status for one in answers] == [401, 401]
    token = house.context.settings["access_token"]
    async with PlainClient(
        house.fake.endpoints["api.spotify.com"], {"Authorization": f"Bearer {token}"}
    ) as anna:
        refused = await anna.get("/v1/tracks", ids="a")
        assert refused.status == 403
        house.fake.fail(Fault.TOO_MANY, "/v1/me", retry_after="7")
        paused = await anna.get("/v1/me")
        assert (paused.status, paused.headers["Retry-After"]) == (429, "7")
        house.fake.wire.heal()
        missing = await anna.get(f"/v1/playlists/{'x' * 22}")
        assert missing.json == recorded("playlist_not_found")
        for path, limit in (("me/tracks", "51"), ("search", "11"), ("me/playlists", "0")):
            query = {"q": "x", "type": "track"} if path == "search" else {}
            assert (await anna.get(f"/v1/{path}", limit=limit, **query)).status == 400
    worded = [one for one in house.journal if one.status in {401, 403}]
    assert problems_of(contract, worded) == []


def recorded(name: str) -> Any:
    return json.loads((recorded_path("python_spotify") / f"{name}.json").read_text("utf-8"))


def paths(value: Any, before: str = "") -> Iterator[str]:
    """Yield the dotted names of all fields; of a list those of all its items."""
    if isinstance(value, list):
        for each in value:
            yield from paths(each, before)
    elif isinstance(value, dict):
        for name, each in value.items():
            if name not in RECORDED_ALSO or isinstance(each, dict):
                yield f"{before}{name}"
                yield from paths(each, f"{before}{name}.")


@pytest.mark.parametrize(
    ("name", "asked", "lacks"),
    [
        ("current_user", "me", {"country", "product", "explicit_content"}),
        ("saved_tracks", "me/tracks", {"is_playable"}),
        ("saved_albums", "me/albums", {"linked_from", "restrictions"}),
        ("followed_artists", "me/following?type=artist", {"popularity"}),
        ("recently_played_tracks", "me/player/recently-played", {"after", "before"}),
        ("album_tracks", "albums/ALBUM/tracks", set()),
        ("get_album", "albums/ALBUM", set()),
        ("artist_albums", "artists/ARTIST/albums", set()),
        ("playlist_1", "playlists/PLAYLIST", set()),
        ("playlist_items", "playlists/PLAYLIST/items", set()),
        ("current_user_playlist_1", "me/playlists", set()),
        ("search", "search?q=songs&type=track", {"is_playable"}),
    ],
)
async def test_the_fields_are_those_that_were_recorded(
    house: House, name: str, asked: str, lacks: set[str]
) -> None:
    """What the real one told, the fake tells, but for what is of no use."""
    house.fake.is_new(new=False, names="both")
    album = house.anna.albums[0][1]
    filled = {"ALBUM": album.id, "ARTIST": album.artists[0].id, "PLAYLIST": house.playlist.id}
    for word, key in filled.items():
        asked = asked.replace(word, key)
    path, _, query = asked.partition("?")
    token = house.context.settings["access_token"]
    async with PlainClient(
        house.fake.endpoints["api.spotify.com"], {"Authorization": f"Bearer {token}"}
    ) as anna:
        pairs = dict(pair.split("=") for pair in query.split("&") if pair)
        answer = await anna.get(f"/v1/{path}", **pairs)
    assert answer.status == 200
    real, ours = set(paths(recorded(name))), set(paths(answer.json))
    missing = {one for one in real - ours if not lacks & set(one.split("."))}
    assert missing == set()


def test_recorded_playlists_are_read() -> None:
    new = parse.playlist(recorded("playlist_1"))
    assert (new.source.name, new.source.owner, new.source.count) == ("To find", "Joost Lekkerkerker", 1)
    assert (new.source.version, new.owner) == ("AAAAAqEcxS92ddZ6R83Q8TWFhYshm18s", "1112264649")
    assert new.first is not None
    (entry,) = new.first.items
    assert {one.value for one in entry.ids} == {"GBCFB2300770", "3ZL9gPzeCnKG9l5SB1SlcZ"}
    assert (entry.artists[0], entry.album, entry.added_by) == ("Maribou State", "All I Need", "1112264649")
    old = parse.playlist(recorded("playlist_2"))
    assert old.first is not None
    local = old.first.items[0]
    assert (local.title, local.artists, local.album) == (
        "No Woman, No Cry",
        ("Fugees (Refugee Camp)",),
        "The Score",
    )
    assert (local.ids, local.disc, local.number) == (frozenset(), None, None)
    listed = answers.page(recorded("current_user_playlist_2"), parse.offered_playlist)
    assert (listed.size, listed.limit, listed.total, listed.after) == (47, 48, 111, 48)
    assert listed.items[0].description is not None
    assert "<" not in listed.items[0].description
    items = answers.page(recorded("playlist_items"), parse.playlist_item)
    assert items.items == new.first.items


def test_recorded_libraries_are_read() -> None:
    liked = answers.page(recorded("saved_tracks"), parse.liked_item)
    assert (liked.size, len(liked.items), liked.total) == (48, 48, 5320)
    assert all(len(one.ids) == 2 and one.added_at for one in liked.items)
    saved = answers.page(recorded("saved_albums"), parse.saved_album)
    facts = saved.items[0].album
    assert facts is not None
    assert (facts.artists, facts.year, facts.count) == (("Powerwolf",), 2026, 39)
    assert ExternalId(IdKind.UPC, "810185197408") in facts.ids
    shown = answers.page(recorded("artist_albums"), parse.offered_album)
    assert (len(shown.items), shown.total, shown.after) == (48, 918, 48)


def test_recorded_albums_are_read() -> None:
    folder = recorded_path("harmony_testdata") / "https!" / "com.spotify.api" / "v1"

    def told(name: str) -> Any:
        return json.loads((folder / name).read_text("utf-8"))

    album = parse.album(told("albums/32nryzA6XBCX9ZUspVc1yz!"))
    rest = answers.page(told("albums/32nryzA6XBCX9ZUspVc1yz/tracks!offset=50&limit=50&locale=!"), parse.entry)
    assert (album.first.after, album.first.total, rest.size, rest.start, rest.after) == (50, 55, 5, 50, None)
    first = album.first.items[0]
    assert (first.title, first.album) == ("Losing My Religion", "Classic Rock Hits")
    assert {one.value for one in first.ids} == {"2PgUEovk43jcRT7xkRjXfa"}
    assert parse.isrcs(told("tracks!ids=2plbrEY59IikOBgBGLjaoe")) == {
        "2plbrEY59IikOBgBGLjaoe": ExternalId(IdKind.ISRC, "USUM72409273")
    }
    padded = answers.thing(told("search!type=album&q=upc!00602475093060"))
    plain = answers.thing(told("search!type=album&q=upc!602475093060"))
    found = [answers.page(one["albums"], parse.offered_album).size for one in (padded, plain)]
    assert found == [1, 0], "a barcode is found with its zeros alone"
