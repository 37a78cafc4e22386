"""Sources by the API: links, shelves, catalogues, what is remembered, what changed, and the user's word."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fakes.beatport.server import Beatport
from fakes.deezer.model import Playlist, User
from fakes.deezer.server import Deezer
from fakes.lastfm.model import LastfmTrack
from fakes.lastfm.server import KEY, FakeLastfm
from fakes.serving import Fault
from syncopate.domain.playlist import Entry
from syncopate.store import accounts, owners
from syncopate.store.accounts import Account
from syncopate.store.entries import StoredEntry
from syncopate.sync.accounts import add_account
from syncopate.sync.identifying import identify_entries
from syncopate.sync.members import add_member
from syncopate.sync.reading import refresh_mirror

V1 = "/api/v1"
TITLES = [f"Song {number}" for number in range(1, 31)]


@dataclass
class Street:
    """An engine that can reach a Deezer, where Anna has a mix of twelve songs and an account of ours."""

    engine: Any
    api: httpx.AsyncClient
    deezer: Deezer
    anna: User
    songs: list[int]
    mix: Playlist
    account: Account

    @property
    def link(self) -> str:
        return f"Listen! https://www.deezer.com/de/playlist/{self.mix.id}?utm_source=x :)"

    async def get(self, path: str, status: int = 200, **query: Any) -> Any:
        answer = await self.api.get(V1 + path, params=query)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def send(self, method: str, path: str, body: object = None, status: int = 200) -> Any:
        answer = await self.api.request(method, V1 + path, json=body)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    async def mirrored(self) -> str:
        """Mirror the mix, and return its id."""
        made = await self.send("POST", "/playlists", {"link": self.link, "label": "Evenings"}, 201)
        return str(made["id"])

    def hold(self, count: int) -> None:
        """Have the mix hold just the first so many of its songs."""
        self.mix.tracks.clear()
        self.deezer.music.put(self.mix, self.songs[:count])

    async def refresh(self, playlist_id: str, run_id: str = "run-1") -> str:
        async def report(_progress: object) -> None:
            return None

        result = await refresh_mirror(self.engine.kit, playlist_id, run_id, report=report)
        return result.status.value


@pytest.fixture
async def street(engine: Any, api: httpx.AsyncClient) -> AsyncIterator[Street]:
    async with Deezer() as deezer:
        music = deezer.music
        album = music.add_album("Nina", "Evenings", TITLES)
        anna = music.add_user("Anna")
        mix = music.add_playlist(anna, "Evening Mix", album.tracks[:12])
        engine.kit.endpoints["api.deezer.com"] = deezer.address
        account = await add_account(
            engine.kit, provider="deezer", name="Anna's Deezer", settings={"user_id": str(anna.id)}
        )
        yield Street(engine, api, deezer, anna, album.tracks, mix, account)


async def test_a_link_is_told_before_it_is_added(street: Street) -> None:
    street.hold(25)
    told = await street.send("POST", "/sources/link", {"link": street.link})
    assert (told["kind"], told["provider"], told["reference"]) == (
        "playlist",
        "deezer",
        f"playlist:{street.mix.id}",
    )
    assert (told["name"], told["owner"], told["count"], told["read"]) == ("Evening Mix", "Anna", 25, 25)
    assert [entry["title"] for entry in told["entries"]] == TITLES[:20]
    assert told["entries"][0]["artists"] == ["Nina"]
    assert told["playlist_id"] is None
    made = await street.mirrored()
    by_account = {"link": street.link, "account_id": street.account.id}
    again = await street.send("POST", "/sources/link", by_account)
    assert (again["playlist_id"], again["account_id"]) == (made, street.account.id)


async def test_a_link_to_somebody_is_a_shelf(street: Street) -> None:
    told = await street.send(
        "POST", "/sources/link", {"link": f"https://www.deezer.com/profile/{street.anna.id}"}
    )
    assert (told["kind"], told["account_id"], told["entries"]) == ("user", street.account.id, [])
    shelf = await street.get("/sources/shelf", provider="deezer", shelf=told["reference"])
    assert shelf["key"] == told["reference"]
    for link, status, key in (
        ("no link at all", 422, "invalid_input"),
        ("https://www.deezer.com/playlist/1", 404, "source_gone"),
    ):
        wrong = await street.send("POST", "/sources/link", {"link": link}, status)
        assert wrong["key"] == key


async def test_a_shelf_is_given_in_parts(street: Street) -> None:
    names = [f"More {number}" for number in range(5)]
    for name in names:
        street.deezer.music.add_playlist(street.anna, name, street.songs[:3])
    first = await street.get("/sources/shelf", account_id=street.account.id)
    assert (first["provider"], first["account_id"], first["key"]) == ("deezer", street.account.id, "")
    key = next(each["key"] for each in first["shelves"] if each["kind"] == "playlists")
    everything = await street.get("/sources/shelf", account_id=street.account.id, shelf=key)
    offered = [each["name"] for each in everything["items"]]
    assert set(offered) >= {"Evening Mix", *names}
    part = await street.get("/sources/shelf", account_id=street.account.id, shelf=key, limit=2, offset=1)
    assert [each["name"] for each in part["items"]] == offered[1:3]
    assert part["page"] == {"total": len(offered), "limit": 2, "offset": 1}
    assert part["shelves"] == [], "what can be opened is on the first page alone"
    made = await street.mirrored()
    again = await street.get("/sources/shelf", account_id=street.account.id, shelf=key)
    assert {each["playlist_id"] for each in again["items"] if each["name"] == "Evening Mix"} == {made}
    assert {each["playlist_id"] for each in again["items"] if each["name"] != "Evening Mix"} == {None}
    assert (await street.get("/sources/shelf", 422))["key"] == "invalid_input"
    assert (await street.get("/sources/shelf", 404, provider="deezer", shelf="none"))["key"] == "not_found"


async def test_a_catalogue_is_searched(street: Street) -> None:
    found = await street.get("/sources/search", query="Song", provider="deezer", limit=3)
    assert (found["provider"], found["account_id"], found["instead_of"]) == ("deezer", street.account.id, [])
    assert len(found["items"]) == 3
    assert {each["kind"] for each in found["items"]} == {"track"}
    assert found["items"][0]["artists"] == ["Nina"]
    (album,) = (await street.get("/sources/search", query="Evenings", provider="deezer", kind="album"))[
        "items"
    ]
    assert (album["kind"], album["title"], album["artists"]) == ("album", "Evenings", ["Nina"])
    assert album["reference"].startswith("album:")
    assert (await street.get("/sources/search", 404, query="x", provider="none"))["key"]


async def test_one_that_rests_is_stood_in_for(
    street: Street, monkeypatch: pytest.MonkeyPatch, catalogue_order: Callable[..., None]
) -> None:
    monkeypatch.setattr("syncopate.providers.answering.TRIES", 1)
    catalogue_order("deezer", "lastfm")
    async with FakeLastfm() as lastfm:
        lastfm.add_user("anna").loved.append(LastfmTrack("x", "y", loved=1))
        lastfm.artists["Holt"] = [LastfmTrack("Amber Lanterns", "Holt")]
        street.engine.kit.endpoints["ws.audioscrobbler.com"] = lastfm.address
        await add_account(
            street.engine.kit, provider="lastfm", name="Anna", settings={"user": "anna", "api_key": KEY}
        )
        street.deezer.wire.fail(Fault.TOO_MANY, retry_after="3600", times=1)
        refused = await street.get("/sources/search", 503, query="Amber Lanterns", provider="deezer")
        assert refused["key"] == "rate_limited"
        asked = len(street.deezer.wire.journal)
        both = await street.get("/sources/search", query="Amber Lanterns")
        assert both["provider"] == "lastfm"
        assert [each["title"] for each in both["items"]] == ["Amber Lanterns"]
        (rests,) = both["instead_of"]
        assert (rests["provider"], rests["until"][:13]) == ("deezer", "2026-11-20T12")
        assert len(street.deezer.wire.journal) == asked


async def test_what_is_remembered_is_told_and_forgotten(engine: Any, api: httpx.AsyncClient) -> None:
    async with Beatport() as beatport:
        beatport.shop.add_genre(5, "House")
        engine.kit.endpoints["www.beatport.com"] = beatport.address

        async def shelf() -> list[str]:
            answer = await api.get(f"{V1}/sources/shelf", params={"provider": "beatport", "shelf": "genres"})
            assert answer.status_code == 200, answer.text
            return [each["name"] for each in answer.json()["shelves"]]

        async def caches() -> dict[str, int]:
            items = (await api.get(f"{V1}/sources/caches")).json()["items"]
            return {each["provider"]: each["remembered"] for each in items}

        assert await shelf() == ["House"]
        beatport.shop.add_genre(6, "Techno")
        assert await shelf() == ["House"], "it is remembered"
        assert (len(beatport.wire.journal), (await caches())["beatport"]) == (1, 1)

        assert (await api.delete(f"{V1}/sources/caches/beatport")).json() == {"forgotten": 1}

        assert (await caches())["beatport"] == 0
        assert await shelf() == ["House", "Techno"]
        assert len(beatport.wire.journal) == 2
        assert (await api.delete(f"{V1}/sources/caches/deezer")).json() == {"forgotten": 0}
        assert (await api.delete(f"{V1}/sources/caches/none")).status_code == 404
        async with engine.client("read") as reader:
            assert (await reader.delete(f"{V1}/sources/caches/beatport")).status_code == 403
    await engine.kit.connections.close()


async def test_what_changed_is_told_the_latest_first(street: Street) -> None:
    made = await street.mirrored()
    path = f"/playlists/{made}/changes"
    assert (await street.get(path))["items"] == []
    street.hold(11)
    assert await street.refresh(made, "run-1") == "synced"
    street.hold(13)
    street.mix.title = "Later Mix"
    assert await street.refresh(made, "run-2") == "synced"

    told = await street.get(path)

    assert sorted(
        (each["run_id"], each["kind"], each["label"], each["place"]) for each in told["items"][:3]
    ) == [
        ("run-2", "added", "Nina - Song 12", 11),
        ("run-2", "added", "Nina - Song 13", 12),
        ("run-2", "renamed", "Later Mix", None),
    ]
    (removed,) = told["items"][3:]
    assert (removed["run_id"], removed["kind"], removed["label"]) == ("run-1", "removed", "Nina - Song 12")
    renamed = next(each for each in told["items"] if each["kind"] == "renamed")
    assert renamed["before"] == "Evening Mix"
    part = await street.get(path, limit=1, offset=3)
    assert (part["items"], part["page"]) == ([removed], {"total": 4, "limit": 1, "offset": 3})
    assert (await street.get("/playlists/none/changes", 404))["key"] == "not_found"


async def test_what_a_source_says_is_taken_over_by_its_digest(street: Street) -> None:
    made = await street.mirrored()
    path = f"/playlists/{made}/source/accept"
    nothing = await street.send("POST", path, {"digest": "0" * 64}, 409)
    assert nothing["key"] == "conflict"
    street.hold(2)
    assert await street.refresh(made) == "held"
    shown = await street.get(f"/playlists/{made}")
    held = shown["source_held"]
    assert (shown["entries"], held["before"], held["now"]) == (12, 12, 2)
    assert (await street.send("POST", path, {"digest": "0" * 64}, 409))["key"] == "conflict"
    assert await street.refresh(made) == "held"

    told = await street.send("POST", path, {"digest": held["digest"]})

    assert (told["id"], told["source_held"]) == (made, None)
    assert await street.refresh(made) == "synced"
    assert (await street.get(f"/playlists/{made}"))["entries"] == 2


async def test_what_is_gone_is_kept_and_asked_for_no_more(street: Street) -> None:
    made = await street.mirrored()
    path = f"/playlists/{made}/source/keep"
    assert (await street.send("POST", path, status=409))["key"] == "conflict"
    del street.deezer.music.playlists[street.mix.id]
    assert await street.refresh(made) == "failed"
    shown = await street.get(f"/playlists/{made}")
    assert (shown["enabled"], shown["entries"], bool(shown["source_gone_at"])) == (True, 12, True)
    assert not (await street.send("POST", path))["enabled"]
    shown = await street.get(f"/playlists/{made}")
    assert (shown["enabled"], shown["entries"]) == (False, 12)


async def test_what_was_left_out_is_told(street: Street) -> None:
    for song in street.songs[1:3]:
        street.deezer.music.tracks[song].episode = True
    made = await street.mirrored()
    shown = await street.get(f"/playlists/{made}")
    assert (shown["entries"], shown["left_out"]["podcast"]) == (10, 2)
    told = await street.get(f"/playlists/{made}/left-out")
    assert [(each["why"], each["label"], each["place"]) for each in told["items"]] == [
        ("podcast", "Song 2", 2),
        ("podcast", "Song 3", 3),
    ]
    part = await street.get(f"/playlists/{made}/left-out", limit=1, offset=1)
    assert (part["items"], part["page"]["total"]) == (told["items"][1:], 2)
    assert (await street.get("/playlists/none/left-out", 404))["key"] == "not_found"


@pytest.fixture
async def unclear(street: Street) -> Street:
    """Return a street where an entry without an artist may be one of Deezer's, and another is none."""
    stored = [
        StoredEntry("text|x", Entry(position=0, title="Song 1")),
        StoredEntry("text|y", Entry(position=1, title="Nothing Like It", artists=("Nobody",))),
    ]
    await identify_entries(street.engine.kit, stored, catalogue="deezer")
    return street


async def test_what_entries_are_is_listed(unclear: Street) -> None:
    told = await unclear.get("/identities")
    assert {each["identity"]: each["verdict"] for each in told["items"]} == {
        "text|x": "review",
        "text|y": "missing",
    }
    (review,) = (await unclear.get("/identities", verdict="review"))["items"]
    assert (review["catalogue"], review["found"], review["by_hand"]) == ("deezer", None, False)
    assert review["candidates"][0]["artists"] == ["Nina"]
    part = await unclear.get("/identities", limit=1, offset=1)
    assert (part["items"], part["page"]["total"]) == (told["items"][1:], 2)
    assert (await unclear.get("/identities", catalogue="tidal"))["items"] == []
    counted = (await unclear.get("/identities/stats"))["items"]
    assert {(each["catalogue"], each["verdict"], each["count"], each["by_hand"]) for each in counted} == {
        ("deezer", "review", 1, 0),
        ("deezer", "missing", 1, 0),
    }


async def test_what_an_entry_is_can_be_said_and_forgotten(unclear: Street) -> None:
    (review,) = (await unclear.get("/identities", verdict="review"))["items"]
    named = {"identity": "text|x", "catalogue": "deezer"}
    key = review["candidates"][0]["key"]
    said = await unclear.send("POST", "/identities/decide", named | {"key": key})
    assert (said["verdict"], said["by_hand"], said["found"]["key"]) == ("match", True, key)
    (kept,) = (await unclear.get("/identities", verdict="match"))["items"]
    assert (kept["by_hand"], kept["found"]["key"]) == (True, key)
    link = f"https://www.deezer.com/track/{unclear.songs[4]}"
    said = await unclear.send("POST", "/identities/decide", named | {"link": link})
    assert (said["found"]["key"], said["found"]["title"]) == (str(unclear.songs[4]), "Song 5")
    wrong = await unclear.send("POST", "/identities/decide", named | {"key": "none of them"}, 422)
    assert wrong["key"] == "invalid_input"
    assert (await unclear.send("POST", "/identities/decide", named))["verdict"] == "missing"

    # What was said by hand stays when what was found is forgotten.
    assert await unclear.send("DELETE", "/identities?catalogue=tidal") == {"forgotten": 0}
    assert await unclear.send("DELETE", "/identities") == {"forgotten": 1}
    assert [each["identity"] for each in (await unclear.get("/identities"))["items"]] == ["text|x"]
    await unclear.send("POST", "/identities/forget", named, 204)
    assert (await unclear.get("/identities"))["items"] == []
    assert (await unclear.send("POST", "/identities/forget", named, 404))["key"] == "not_found"


async def test_whose_an_account_is(street: Street) -> None:
    kit = street.engine.kit
    path = f"/accounts/{street.account.id}/owner"
    nobody = {"account_id": street.account.id, "member_id": None, "recent_days": None}
    assert await street.get(path) == nobody
    anna = await add_member(kit, "Anna")
    said = await street.send("PUT", path, {"member_id": anna.id})
    assert said == await street.get(path) == nobody | {"member_id": anna.id}
    # Deezer does not tell what was listened to.
    assert (await street.send("PUT", path, {"recent_days": 7}, 422))["key"] == "invalid_input"
    telling = Account(id="s", provider="spotify", name="Spotify", settings={}, created_at=kit.now())
    await kit.database.write(accounts.add, telling)
    await street.send("PUT", "/accounts/s/owner", {"member_id": anna.id, "recent_days": 7})
    kept = await kit.database.read(owners.of_account, "s")
    assert (kept.member_id, kept.recent_days) == (anna.id, 7)
    assert (await street.send("PUT", path, {"member_id": "none"}, 404))["key"] == "not_found"
    assert (await street.get("/accounts/none/owner", 404))["key"] == "not_found"
    async with street.engine.client("control") as control:
        assert (await control.put(V1 + path, json={})).status_code == 403


async def test_how_an_account_stands_with_its_service(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syncopate.providers.answering.TRIES", 1)
    path = f"/accounts/{street.account.id}/budget"
    before = await street.get(path)
    assert (before["account_id"], before["rests_until"]) == (street.account.id, None)
    assert before["used"] < before["requests"]
    for name in [*street.engine.kit.connections.paces._kept]:
        street.engine.kit.connections.paces.forget(name)
    fresh = await street.get(path)
    assert (fresh["used"], fresh["requests"]) == (0, before["requests"]), "as after a restart"
    await street.get("/sources/search", query="Song", provider="deezer")
    assert (await street.get(path))["used"] == 1
    street.deezer.wire.fail(Fault.TOO_MANY, retry_after="3600", times=1)
    await street.get("/sources/search", 503, query="Song 2", provider="deezer")
    rests = (await street.get(path))["rests_until"]
    assert rests is not None
    assert rests.startswith(("2026-11-20T12:59", "2026-11-20T13:00"))
    assert (await street.get("/accounts/none/budget", 404))["key"] == "not_found"


async def test_a_shelf_is_that_of_the_service_that_was_named(street: Street) -> None:
    mixed = await street.get("/sources/shelf", 422, provider="spotify", account_id=street.account.id)
    assert mixed["key"] == "invalid_input"
    assert (await street.get("/sources/shelf", 409, provider="spotify"))["key"] == "not_configured"
    own = await street.get("/sources/shelf", provider="deezer", account_id=street.account.id)
    assert own["provider"] == "deezer"
