"""The commands about sources, playlists and identities, as typed, with services that speak as the real ones do."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest
from fakes.deezer.model import Playlist, User
from fakes.deezer.server import Deezer
from fakes.lastfm.model import LastfmTrack
from fakes.lastfm.server import KEY, FakeLastfm
from fakes.serving import Fault
from fakes.spotify.server import FakeSpotify
from syncopate.domain.run import JobName, RunStatus
from syncopate.store import mirrors, runs
from syncopate.store.database import Database
from syncopate.store.mirrors import MirrorChanges

if TYPE_CHECKING:
    from conftest import Done, Shell

SONGS = (
    ("Amber Lanterns", "Holt"),
    ("Copper Rain", "The Nettles"),
    ("Foxglove", "Vesper"),
    ("Paper Boats", "Holt"),
    ("Slow Weather", "Vesper"),
    ("Tin Roof", "The Nettles"),
    ("Under Glass", "Holt"),
    ("Winter Wheat", "Vesper"),
    ("Yellow Room", "The Nettles"),
    ("Zinc and Salt", "Holt"),
)


class Town:
    """A Deezer with a playlist of ten songs, and a Last.fm; commands run beside them."""

    def __init__(self, shell: Shell, deezer: Deezer, lastfm: FakeLastfm) -> None:
        self.shell = shell
        self.deezer = deezer
        self.lastfm = lastfm
        music = deezer.music
        self.keys = [
            music.add_album(artist, f"{title} and More", [title]).tracks[0] for title, artist in SONGS
        ]
        for key in self.keys:
            # As long as the files that tests make.
            music.tracks[key].duration = 1
        self.anna: User = music.add_user("Anna")
        self.mix: Playlist = music.add_playlist(self.anna, "Evening Mix", self.keys)
        music.charts[0] = self.keys[:4]
        hosts = {"api.deezer.com": deezer.address, "ws.audioscrobbler.com": lastfm.address}
        known = " ".join(f"{host}={url}" for host, url in {**hosts, "*": "http://127.0.0.1:9"}.items())
        shell.environment["SYNCOPATE_ENDPOINTS"] = known

    @property
    def link(self) -> str:
        return f"https://www.deezer.com/de/playlist/{self.mix.id}?utm_source=x"

    @property
    def reference(self) -> str:
        return f"playlist:{self.mix.id}"

    def hold(self, count: int) -> None:
        """Have the playlist hold only the first so many songs."""
        self.mix.tracks.clear()
        self.deezer.music.put(self.mix, self.keys[:count])

    async def run(self, *words: str) -> Done:
        return await asyncio.to_thread(self.shell, *words)

    async def told(self, *words: str, rc: int = 0) -> Any:
        return await asyncio.to_thread(self.shell.document, *words, rc=rc)

    async def refused(self, *words: str) -> tuple[str, str]:
        """Return key and sentence of the error that a command ends with."""
        error = (await self.told(*words, rc=2))["error"]
        return error["key"], error["detail"]

    async def account(self, provider: str, name: str, *settings: str, rc: int = 0) -> Any:
        pairs = [part for each in settings for part in ("--set", each)]
        return await self.told("accounts", "add", provider, "--name", name, *pairs, rc=rc)

    def database(self) -> Database:
        return Database.open(f"sqlite:///{self.shell.data / 'syncopate.db'}")


@pytest.fixture
async def town(migrated: Shell) -> AsyncIterator[Town]:
    async with Deezer() as deezer, FakeLastfm() as lastfm:
        yield Town(migrated, deezer, lastfm)


async def test_a_link_is_looked_at_and_added(town: Town) -> None:
    looked = await town.told("sources", "link", f"Listen to this: {town.link}.")
    assert (looked["kind"], looked["provider"], looked["reference"]) == ("playlist", "deezer", town.reference)
    assert (looked["name"], looked["count"], looked["read"], looked["playlist_id"]) == (
        *("Evening Mix", 10, 10),
        None,
    )
    assert [entry["title"] for entry in looked["entries"]] == [title for title, _ in SONGS]
    cover = ("--cover", "https://example.org/evening.jpg")
    added = await town.told(
        "playlists", "add", town.link, "--label", "Evenings", "--interval", "3", "--disabled", *cover
    )
    assert added["cover_url"] == added["custom_cover_url"] == cover[1]
    assert (added["name"], added["label"], added["interval_days"]) == ("Evening Mix", "Evenings", 3)
    assert (added["enabled"], added["policy"], added["entries"]) == (False, "mirror", 10)
    shown = (await asyncio.to_thread(town.shell.apart, "sources", "link", town.link)).stdout
    parts = ("Evening Mix", "playlist of Deezer", "Anna", "without an account", f"already ({added['id']})")
    for part in (*parts, "Amber Lanterns"):
        assert part in shown
    assert (await town.refused("playlists", "add", town.link))[0] == "already_exists"


async def test_what_is_no_playlist_is_named_and_leads_on(town: Town) -> None:
    profile = f"https://www.deezer.com/profile/{town.anna.id}"
    user = await town.told("sources", "link", profile, rc=1)
    assert (user["kind"], user["provider"]) == ("user", "deezer")
    text = (await town.run("sources", "link", profile)).stdout
    assert f"syncopate sources browse deezer {user['reference']}" in text
    shelf = await town.told("sources", "browse", "deezer", user["reference"])
    assert {each["kind"] for each in shelf["shelves"]} == {"playlists", "albums", "artists"}
    track = await town.run("sources", "link", f"https://www.deezer.com/track/{town.keys[0]}")
    assert (track.returncode, "browse" in track.stdout) == (1, False)
    assert (await town.refused("sources", "link", "no link at all"))[0] == "invalid_input"
    assert (await town.refused("sources", "link", "https://www.deezer.com/playlist/1"))[0] == "source_gone"
    assert (await town.refused("sources", "link", town.link, "--account", "Nobody"))[0] == "not_found"


async def test_shelves_from_the_first_to_a_playlist(town: Town) -> None:
    account = await town.account("deezer", "Anna's", f"user_id={town.anna.id}")
    places = await town.told("sources", "browse")
    assert places[0] == {"provider": "deezer", "account_id": account["id"], "name": "Anna's"}
    assert {"provider": "deezer", "account_id": None, "name": "Deezer"} in places
    assert "playlist_file" not in {each["provider"] for each in places}
    assert "Anna's" in (await town.run("sources", "browse")).stdout
    first = await town.told("sources", "browse", "Anna's")
    (key,) = [each["key"] for each in first["shelves"] if each["kind"] == "playlists"]
    await town.told(
        "playlists", "add", "--account", "Anna's", "--reference", town.reference, "--name", "Dusk"
    )
    shelf = await town.told("sources", "browse", "Anna's", key)
    items = {item["reference"]: item for item in shelf["items"]}
    assert items[town.reference]["playlist_id"] is not None
    assert items[town.reference]["count"] == 10
    text = (await town.run("sources", "browse", "Anna's", key)).stdout
    assert town.reference in text
    assert "Dusk" in text
    charts = (await town.run("sources", "browse", "Deezer", "charts")).stdout
    assert "chart:tracks" in charts
    assert (await town.refused("sources", "browse", "Deezer", "nowhere"))[0] == "not_found"
    assert (await town.refused("sources", "browse", "Nobody"))[0] == "not_found"
    assert (await town.refused("sources", "browse", "lastfm"))[0] == "not_configured"


async def test_a_service_that_needs_an_account_stands_for_its_only_one(town: Town) -> None:
    town.lastfm.add_user("anna")
    town.lastfm.add_user("kim")
    anna = await town.account("lastfm", "Anna", "user=anna", f"api_key={KEY}")
    shelf = await town.told("sources", "browse", "last.fm")
    assert (shelf["provider"], shelf["account_id"]) == ("lastfm", anna["id"])
    await town.account("lastfm", "Kim", "user=kim", f"api_key={KEY}")
    key, detail = await town.refused("sources", "browse", "last.fm")
    assert (key, "Anna" in detail, "Kim" in detail) == ("invalid_input", True, True)


async def test_catalogues_are_searched_and_stand_in_for_each_other(town: Town) -> None:
    found = await town.told("sources", "search", "Copper", "Rain", "--in", "Deezer", "--limit", "5")
    assert (found["provider"], found["instead_of"]) == ("deezer", [])
    assert (found["items"][0]["title"], found["items"][0]["artists"]) == ("Copper Rain", ["The Nettles"])
    albums = await town.told("sources", "search", "Copper Rain and More", "--kind", "album", "--in", "deezer")
    assert albums["items"][0]["reference"].startswith("album:")
    text = await town.run("sources", "search", "Copper Rain", "--in", "deezer")
    assert "The Nettles" in text.stdout
    nothing = await town.run("sources", "search", "zzzz", "--in", "deezer")
    assert nothing.returncode == 1
    assert (await town.refused("sources", "search", "x", "--in", "nobody"))[0] == "not_found"
    key, _ = await town.refused("sources", "search", "x", "--in", "listenbrainz")
    assert key == "not_configured"


async def test_what_is_too_long_is_refused(town: Town) -> None:
    for name, longest in (("--label", 100), ("--name", 300)):
        key, said = await town.refused("playlists", "add", town.link, name, "x" * (longest + 1))
        assert (key, f"{longest} letters at most" in said) == ("invalid_input", True)


async def test_what_is_no_entry_is_said(town: Town) -> None:
    first, second = town.keys[:2]
    town.deezer.music.tracks[first].episode = True
    town.mix.hidden.add(second)
    told = {"podcast": 1, "unavailable": 1}
    assert (await town.told("sources", "link", town.link))["left_out"] == told
    added = (await town.run("playlists", "add", town.link)).stdout
    assert "2 left out: 1 of podcasts, 1 not available." in added
    assert (await town.told("playlists", "show", "Evening Mix"))["left_out"] == told
    shown = (await town.run("playlists", "show", "Evening Mix")).stdout
    assert SONGS[0][0] in shown[shown.index("Left out") :]


async def test_a_search_that_cannot_be_says_what_is_missing(town: Town) -> None:
    key, said = await town.refused("sources", "search", "x", "--in", "spotify")
    assert (key, "Spotify needs an account" in said, "add one" in said) == ("not_configured", True, True)
    key, said = await town.refused("sources", "search", "x", "--in", "listenbrainz")
    assert (key, said) == ("not_configured", "ListenBrainz has no catalogue that can be searched.")
    for words in (("",), ("", "  ")):
        assert (await town.refused("sources", "search", *words))[0] == "invalid_input"


async def test_what_can_be_seen_in_part_only_is_said(town: Town) -> None:
    async with FakeSpotify() as spotify:
        world = spotify.world
        anna = world.add_user("anna", "Anna")
        long = world.add_playlist(anna, "Everything", world.songs(130))
        short = world.add_playlist(anna, "Few", world.songs(3))
        known = " ".join(f"{host}={url}" for host, url in spotify.endpoints.items())
        town.shell.environment["SYNCOPATE_ENDPOINTS"] = known
        link = f"https://open.spotify.com/playlist/{long.id}"
        looked = await town.told("sources", "link", link)
        assert (looked["read"], looked["visible"]) == (100, 100)
        first, how = "Only the first 100 entries can be seen", "syncopate accounts add spotify"
        text = (await town.run("sources", "link", link)).stdout
        assert (first in text, how in text, "100 or more" in text) == (True, True, True)
        added = (await town.run("playlists", "add", link)).stdout
        assert added.startswith("Added Everything (")
        assert (first in added, how in added) == (True, True)
        whole = f"https://open.spotify.com/playlist/{short.id}"
        assert (await town.told("sources", "link", whole))["visible"] is None
        assert "can be seen" not in (await town.run("sources", "link", whole)).stdout
        assert (await town.told("playlists", "add", whole))["visible"] is None
        assert (await town.told("playlists", "show", "Everything"))["visible"] == 100


async def test_a_catalogue_that_has_to_rest_is_stood_in_for(town: Town) -> None:
    town.lastfm.add_user("anna")
    await town.account("lastfm", "Anna", "user=anna", f"api_key={KEY}")
    assert (await town.told("sources", "search", "Copper Rain", rc=1))["provider"] == "lastfm"
    town.lastfm.wire.fail(Fault.TOO_MANY, retry_after="3600")
    found = await town.told("sources", "search", "Copper Rain")
    assert (found["provider"], [each["provider"] for each in found["instead_of"]]) == ("deezer", ["lastfm"])
    text = (await town.run("sources", "search", "Copper Rain")).stdout
    assert "Deezer stands in for Last.fm, which rests until 20" in text
    alone = await town.refused("sources", "search", "Copper Rain", "--in", "Last.fm")
    assert alone[0] == "rate_limited"


async def test_how_playlists_stand(town: Town) -> None:
    await town.told("playlists", "add", town.link, "--label", "Evenings")
    album = town.deezer.music.albums[next(iter(town.deezer.music.albums))]
    await town.told("playlists", "add", f"https://www.deezer.com/album/{album.id}")
    names = [each["name"] for each in await town.told("playlists", "list")]
    assert names == ["Amber Lanterns and More", "Evening Mix"]
    assert [each["name"] for each in await town.told("playlists", "list", "--label", "Evenings")] == [
        "Evening Mix"
    ]
    assert [each["kind"] for each in await town.told("playlists", "list", "--kind", "album")] == ["album"]
    text = (await town.run("playlists", "list")).stdout
    assert "not synced yet" in text
    shown = (await town.run("playlists", "show", "Evening Mix")).stdout
    for part in ("Deezer", town.reference, "Evenings", "every day"):
        assert part in shown
    one = await town.told("playlists", "show", "Evening Mix")
    assert (one["source_held"], one["source_gone_at"], one["counts"]["matched"]) == (None, None, 0)
    assert (await town.refused("playlists", "show", "Morning"))[0] == "not_found"


async def test_what_cannot_be_added(town: Town) -> None:
    town.lastfm.add_user("anna")
    await town.account("lastfm", "Anna", "user=anna", f"api_key={KEY}")
    for words, key in (
        ((), "invalid_input"),
        (("--provider", "deezer"), "invalid_input"),
        ((town.link, "--reference", "x"), "invalid_input"),
        (("--provider", "nobody", "--reference", "x"), "not_found"),
        (("--provider", "deezer", "--account", "Anna", "--reference", "x"), "invalid_input"),
        ((town.link, "--library", "Attic"), "not_found"),
        ((town.link, "--member", "Kim"), "not_found"),
    ):
        assert (await town.refused("playlists", "add", *words))[0] == key, words
    assert await town.told("playlists", "list") == []


async def test_changes_at_a_source_are_read_and_listed(town: Town) -> None:
    await town.told("playlists", "add", town.link)
    town.mix.tracks.pop(0)
    town.mix.title = "Later Mix"
    told = await town.told("playlists", "refresh", "Evening Mix")
    (result,) = told["results"]
    assert (result["status"], result["added"], result["removed"], result["moved"]) == ("synced", 0, 1, 0)
    changes = await town.told("playlists", "changes", "Later Mix")
    assert [(each["kind"], each["label"]) for each in changes["items"]] == [
        ("renamed", "Later Mix"),
        ("removed", "Holt - Amber Lanterns"),
    ]
    text = (await town.run("playlists", "changes", "Later Mix", "--limit", "1")).stdout
    assert "1 of 2 changes" in text
    assert "renamed" in text
    again = await town.run("playlists", "refresh", "Later Mix")
    assert (again.returncode, "unchanged" in again.stdout) == (0, True)
    store = town.database()
    try:
        last = (await store.read(runs.last_ended))[JobName.REFRESH_PLAYLISTS]
    finally:
        store.close()
    assert last.status is RunStatus.SUCCEEDED


async def test_a_source_that_shrank_waits_until_it_is_accepted(town: Town) -> None:
    await town.told("playlists", "add", town.link)
    assert (await town.refused("playlists", "accept", "Evening Mix", "--yes"))[0] == "conflict"
    town.hold(2)
    (held,) = (await town.told("playlists", "refresh", "Evening Mix", rc=1))["results"]
    assert (held["status"], held["error"]) == ("held", "source_held")
    one = await town.told("playlists", "show", "Evening Mix")
    assert (one["source_held"]["before"], one["source_held"]["now"], one["entries"]) == (10, 2, 10)
    assert "source held: 2 of 10 entries" in (await town.run("playlists", "show", "Evening Mix")).stdout

    asked = await town.run("playlists", "accept", "Evening Mix")
    assert asked.returncode == 2
    assert "Foxglove" in asked.stdout, "what goes is shown first"
    assert "say --yes" in asked.stderr
    assert (await town.told("playlists", "show", "Evening Mix"))["source_held"] is not None

    town.hold(1)
    assert (await town.refused("playlists", "accept", "Evening Mix", "--yes"))[0] == "conflict"
    town.hold(2)
    accepted = await town.told("playlists", "accept", "Evening Mix", "--yes")
    assert accepted["source_held"] is None
    (result,) = (await town.told("playlists", "refresh", "Evening Mix"))["results"]
    assert (result["status"], result["removed"]) == ("synced", 8)


async def test_what_is_gone_or_would_go_is_kept(town: Town) -> None:
    added = await town.told("playlists", "add", town.link)
    assert (await town.refused("playlists", "keep", "Evening Mix"))[0] == "conflict"
    store = town.database()
    try:
        until = datetime.now(UTC) + timedelta(days=2)
        await store.write(mirrors.change, added["id"], MirrorChanges(expires_at=until))
    finally:
        store.close()
    assert "goes at" in (await town.run("playlists", "show", "Evening Mix")).stdout
    kept = await town.told("playlists", "keep", "Evening Mix")
    assert (kept["expires_at"], kept["enabled"]) == (None, True)

    del town.deezer.music.playlists[town.mix.id]
    await town.told("playlists", "refresh", "Evening Mix", rc=1)
    assert "gone at its source since" in (await town.run("playlists", "list")).stdout
    gone = await town.told("playlists", "keep", "Evening Mix")
    assert (gone["source_gone_at"] is None, gone["enabled"], gone["entries"]) == (False, False, 10)


async def test_removing_leaves_what_was_written_or_takes_it_too(town: Town) -> None:
    for title, artist in SONGS[:3]:
        town.shell.song(town.shell.music / artist / f"{title}.flac", title=title, artist=artist)
    assert (await town.run("scan", "music")).returncode == 0
    written = town.shell.music / "Playlists" / "Evening Mix.m3u8"
    added = await town.told("playlists", "add", town.link, "--library", "music")
    assert added["library_name"] == "music"
    await town.told("sync", "Evening Mix")
    assert written.exists()
    shown = (await town.run("playlists", "show", "Evening Mix")).stdout
    assert "Kept in" in shown
    removed = await town.told("playlists", "remove", "Evening Mix")
    assert (removed, written.exists()) == ({"removed": added["id"]}, True)
    await town.told("playlists", "add", town.link, "--library", "music", "--name", "Dusk")
    await town.told("sync", "Dusk")
    assert written.with_stem("Dusk").exists()
    done = await town.run("playlists", "remove", "Dusk", "--delete")
    assert (done.stdout, written.with_stem("Dusk").exists()) == ("Dusk is removed.\n", False)


async def test_titles_are_identified_and_put_right(town: Town) -> None:
    town.deezer.music.add_album("The Nettles", "On Stage", ["Slate Hill (Live)"])
    user = town.lastfm.add_user("anna")
    user.loved += [
        LastfmTrack("Amber Lanterns", "Holt", loved=1_700_000_000),
        LastfmTrack("Slate Hill", "The Nettles", loved=1_700_000_001),
    ]
    await town.account("lastfm", "Anna", "user=anna", f"api_key={KEY}")
    loved = await town.told(
        "playlists", "add", "--provider", "lastfm", "--account", "Anna", "--reference", "loved"
    )
    (result,) = (await town.told("playlists", "identify", loved["id"], "--in", "Deezer"))["results"]
    assert (result["status"], result["matched"], result["review"] + result["unknown"]) == ("synced", 1, 1)
    text = (await town.run("playlists", "identify", loved["name"], "--in", "deezer")).stdout
    assert "not sure" in text
    stats = await town.told("identities", "stats")
    assert sum(each["count"] for each in stats) == 2
    assert "deezer" in (await town.run("identities", "stats")).stdout
    known = await town.told("identities", "list")
    assert known["total"] == 2
    (open_one,) = [each for each in known["items"] if each["verdict"] != "match"]
    assert (await town.told("identities", "list", "--verdict", "match", "--in", "Deezer"))["total"] == 1
    listed = (await town.run("identities", "list")).stdout
    assert "The Nettles - Slate Hill" in listed
    assert " found " in listed

    names = (open_one["identity"], "deezer")
    key = open_one["candidates"][0]["key"]
    said = await town.told("identities", "decide", *names, "--key", key)
    assert (said["verdict"], said["by_hand"], said["found"]["key"]) == ("match", True, key)
    assert (await town.refused("identities", "decide", *names, "--key", "none"))[0] == "invalid_input"
    for other in (f"https://www.deezer.com/track/{town.keys[3]}", f"deezer:track:{town.keys[3]}"):
        said = await town.told("identities", "decide", *names, "--key", other)
        assert (said["verdict"], said["found"]["title"]) == ("match", SONGS[3][0])
    none = await town.run("identities", "decide", *names)
    assert none.stdout == "The Nettles - Slate Hill is none of them.\n"
    put_right = (await town.run("identities", "list", "--verdict", "missing")).stdout
    assert ("not found" in put_right, key in put_right) == (True, False)
    assert "not found" in (await town.run("identities", "stats")).stdout
    assert await town.told("identities", "clear", "--in", "deezer") == {"forgotten": 1}
    assert (await town.run("identities", "clear")).stdout.startswith("Forgotten: 0.")
    assert await town.told("identities", "forget", *names) == {"forgotten": 1}
    assert (await town.refused("identities", "forget", *names))[0] == "not_found"


async def test_a_source_that_fails_says_why(town: Town) -> None:
    await town.told("playlists", "add", town.link)
    town.deezer.wire.fail(Fault.FORBIDDEN)
    (failed,) = (await town.told("playlists", "refresh", "Evening Mix", rc=1))["results"]
    assert (failed["status"], bool(failed["error"])) == ("failed", True)
    text = await town.run("playlists", "refresh", "Evening Mix")
    assert text.returncode == 1
    assert "failed" in text.stdout


async def test_whose_an_account_is(town: Town) -> None:
    kim = await town.told("members", "add", "Kim")
    # Nobody answers as Spotify here: it is added all the same.
    tokens = ("client_id=abc", "refresh_token=def", "user_id=anna")
    account = await town.account("spotify", "Anna's", *tokens, rc=1)
    before = await town.run("accounts", "owner", "Anna's")
    assert before.stdout == (
        "Anna's belongs to the household; what is listened to with it is not mirrored.\n"
    )
    owner = await town.told("accounts", "owner", "Anna's", "--member", "Kim", "--recent", "14")
    assert owner == {"account_id": account["id"], "member_id": kim["id"], "recent_days": 14}
    after = await town.run("accounts", "owner", "Anna's")
    assert after.stdout == "Anna's belongs to Kim; what is listened to with it stays mirrored for 14 days.\n"
    assert (await town.told("accounts", "owner", "Anna's", "--no-recent"))["member_id"] == kim["id"]
    assert (await town.told("accounts", "owner", "Anna's", "--nobody"))["member_id"] is None
    await town.account("deezer", "Public", f"user_id={town.anna.id}")
    key, detail = await town.refused("accounts", "owner", "Public", "--recent", "3")
    assert (key, "does not tell" in detail) == ("invalid_input", True)
    assert (await town.run("accounts", "owner", "Public", "--recent", "366")).returncode == 2


async def test_the_doctor_says_what_source_accounts_can_do_and_when_they_rest(town: Town) -> None:
    await town.account("deezer", "Public", f"user_id={town.anna.id}")

    async def finding(rc: int) -> dict[str, Any]:
        told = cast("dict[str, Any]", await town.told("doctor", rc=rc))
        return next(one for one in told["findings"] if one["name"] == "account Public")

    well = await finding(0)
    assert (well["ok"], well["detail"]) == (True, "deezer: reads playlists, searches its catalogue")
    town.deezer.wire.fail(Fault.TOO_MANY, retry_after="3600")
    resting = await finding(1)
    assert resting["ok"] is False
    until = resting["detail"].rpartition("rests until ")[2]
    left = datetime.strptime(until, "%Y-%m-%d %H:%M").replace(tzinfo=UTC) - datetime.now(UTC)
    assert timedelta(minutes=55) < left < timedelta(minutes=61)
    assert resting["advice"] == "wait; it is tried again by itself"
    listed = (await town.run("accounts", "list")).stdout
    assert "and goes on by itself." in " ".join(listed.split())
