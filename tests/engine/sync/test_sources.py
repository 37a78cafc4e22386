"""Playlists of a service: pasted, mirrored, changed, held, gone, found by what catalogues know."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from aiohttp import web
from fakes.deezer.model import Playlist, User
from fakes.deezer.server import Deezer
from fakes.lastfm.model import LastfmTrack
from fakes.lastfm.server import KEY, FakeLastfm
from fakes.serving import Fault, Served, Wire
from syncopate.domain.event import EventType
from syncopate.domain.history import ChangeKind
from syncopate.domain.match import Verdict
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.domain.run import ItemStatus
from syncopate.domain.snapshot import Failed, Snapshot
from syncopate.errors import (
    AlreadyExists,
    Conflict,
    InvalidInput,
    NotConfigured,
    OddAnswer,
    RateLimited,
    SourceGone,
    SyncopateError,
)
from syncopate.providers.capability import ReadPlaylist
from syncopate.providers.catalogue import FoundKind
from syncopate.providers.deezer.metadata import DeezerCatalogue
from syncopate.providers.deezer.playlists import DeezerPlaylists
from syncopate.store import entries, history, identities, mirrors
from syncopate.store.entries import StoredEntry
from syncopate.store.mirrors import Mirror, MirrorChanges
from syncopate.sync.accounts import add_account
from syncopate.sync.catalogues import search_catalogue
from syncopate.sync.identifying import identify_entries, identify_mirror, put_right
from syncopate.sync.linking import add_linked, look_at_link, recognise
from syncopate.sync.mirrors import NewMirror, add_mirror, change_mirror, read_by
from syncopate.sync.overview import problems
from syncopate.sync.preview import preview_plan
from syncopate.sync.reading import refresh_mirror
from syncopate.sync.source_words import accept_source, keep_gone, look_at_hold
from syncopate.sync.sources import read_shelf

if TYPE_CHECKING:
    from conftest import Household


@dataclass
class Town:
    """A household, and a Deezer and a Last.fm that it can reach."""

    household: Household
    deezer: Deezer
    lastfm: FakeLastfm
    anna: User
    mix: Playlist
    songs: dict[str, int]

    @property
    def link(self) -> str:
        """The public page of Anna's playlist."""
        return f"https://www.deezer.com/de/playlist/{self.mix.id}?utm_source=x"

    def hold(self, *titles: str) -> None:
        """Have Anna's playlist hold just these, in order."""
        self.mix.tracks.clear()
        self.deezer.music.put(self.mix, [self.songs[title] for title in titles])

    async def mirrored(self) -> Mirror:
        """Mirror Anna's playlist, by its link."""
        return await add_linked(self.household.kit, self.link, NewMirror(label="Evenings"))

    async def changes(self, mirror: Mirror) -> list[tuple[ChangeKind, str]]:
        """Return what changed at the source, the latest last."""
        page = await self.household.kit.database.read(history.list_page, mirror.id, limit=100, offset=0)
        return [(each.change.kind, each.change.label) for each in reversed(page.items)]


@pytest.fixture
async def town(household: Household, catalogue: list[tuple[str, str]]) -> AsyncIterator[Town]:
    async with Deezer() as deezer, FakeLastfm() as lastfm:
        songs = {}
        for title, artist in catalogue:
            album = deezer.music.add_album(artist, f"{title} and More", [title])
            songs[title] = album.tracks[0]
            # As long as the files of the household are.
            deezer.music.tracks[album.tracks[0]].duration = 1
        anna = deezer.music.add_user("Anna")
        mix = deezer.music.add_playlist(anna, "Evening Mix", list(songs.values())[:12])
        household.kit = replace(
            household.kit,
            endpoints={
                "api.deezer.com": deezer.address,
                "ws.audioscrobbler.com": lastfm.address,
                "*": "http://127.0.0.1:9",
            },
        )
        yield Town(household, deezer, lastfm, anna, mix, songs)
        await household.kit.connections.close()


async def test_a_link_is_looked_at_before_it_is_added(town: Town) -> None:
    looked = await look_at_link(town.household.kit, f"Listen to this: {town.link}.")
    assert (looked.provider, looked.reference) == ("deezer", f"playlist:{town.mix.id}")
    assert (looked.playlist.name, looked.count, looked.mirror_id) == ("Evening Mix", 12, None)
    assert looked.entries[0].ids
    mirror = await town.mirrored()
    assert (await look_at_link(town.household.kit, town.link)).mirror_id == mirror.id
    assert (mirror.name, mirror.label, mirror.entry_count) == ("Evening Mix", "Evenings", 12)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("no link at all", InvalidInput),
        ("https://example.org/playlist/1", InvalidInput),
        ("https://www.deezer.com/track/3135556", InvalidInput),
        ("https://www.deezer.com/playlist/1", SourceGone),
    ],
)
async def test_what_cannot_be_added_says_why(town: Town, text: str, wrong: type[Exception]) -> None:
    with pytest.raises(wrong):
        await look_at_link(town.household.kit, text)


async def test_a_short_link_is_followed_to_its_own_service_alone(town: Town) -> None:
    """Where it leads to another service, or anywhere else, that place is neither asked nor believed."""
    leads: dict[str, str] = {}
    app, elsewhere = web.Application(), Wire()

    async def onward(request: web.Request) -> web.Response:
        raise web.HTTPFound(leads[request.path.rpartition("/")[2]])

    app.router.add_get("/s/{name}", onward)
    other = web.Application(middlewares=[elsewhere.middleware()])
    async with Served(app) as short, Served(other) as stranger:
        strangers = ("open.spotify.com", "spotify.link", "example.org", "deezer.com.example.org")
        kit = replace(
            town.household.kit,
            endpoints={
                **town.household.kit.endpoints,
                "link.deezer.com": short.address,
                **dict.fromkeys(strangers, stranger.address),
            },
        )
        leads["own"] = town.link
        found = await recognise(kit, "https://link.deezer.com/s/own")
        assert (found.manifest.domain, found.linked.reference) == ("deezer", f"playlist:{town.mix.id}")
        for host in strangers:
            leads["other"] = f"https://{host}/playlist/37i9dQZF1DXcBWIGoYBM5M"
            with pytest.raises(OddAnswer, match="leads to nothing"):
                await recognise(kit, "https://link.deezer.com/s/other")
        assert elsewhere.journal == []


async def test_a_playlist_of_a_service_is_kept_on_the_library(town: Town) -> None:
    town.household.songs()
    await town.household.library()
    mirror = await town.mirrored()
    result = await town.household.sync(mirror)
    assert (result.status, result.matched, result.missing) == (ItemStatus.SYNCED, 12, 0)
    assert len(town.household.written("Evening Mix")) == 12


async def test_what_has_not_changed_is_not_read_again(town: Town) -> None:
    town.household.songs()
    await town.household.library()
    mirror = await town.mirrored()
    await town.household.sync(mirror)
    before = len(town.deezer.wire.journal)
    assert (await town.household.sync(mirror)).status is ItemStatus.UNCHANGED
    assert len(town.deezer.wire.journal) - before == 1


async def test_changes_at_the_source_are_kept_and_told(town: Town) -> None:
    mirror = await town.mirrored()
    titles = list(town.songs)
    assert await town.changes(mirror) == []
    town.hold(*titles[1:6], titles[0], *titles[6:11], titles[15])
    town.mix.title = "Later Mix"
    result = await refresh_mirror(town.household.kit, mirror.id, "run", report=town.household.report)
    assert (result.status, result.added, result.removed, result.moved) == (ItemStatus.SYNCED, 1, 1, 1)
    assert await town.changes(mirror) == [
        (ChangeKind.REMOVED, f"{_artist(town, titles[11])} - {titles[11]}"),
        (ChangeKind.MOVED, f"{_artist(town, titles[0])} - {titles[0]}"),
        (ChangeKind.ADDED, f"{_artist(town, titles[15])} - {titles[15]}"),
        (ChangeKind.RENAMED, "Later Mix"),
    ]
    (event,) = town.household.told(EventType.PLAYLIST_CHANGED)
    assert (event.data["added"], event.data["removed"], event.data["moved"]) == (1, 1, 1)
    again = await refresh_mirror(town.household.kit, mirror.id, "run 2", report=town.household.report)
    assert again.status is ItemStatus.UNCHANGED
    assert (await town.household.stored(mirror)).name == "Later Mix"


def _artist(town: Town, title: str) -> str:
    music = town.deezer.music
    return music.artists[music.tracks[town.songs[title]].artists[0]].name


@pytest.mark.parametrize("left", [0, 3])
async def test_a_source_that_shrinks_is_held_and_not_mirrored(town: Town, left: int) -> None:
    town.household.songs()
    await town.household.library()
    mirror = await town.mirrored()
    await town.household.sync(mirror)
    town.hold(*list(town.songs)[:left])

    result = await town.household.sync(mirror)

    assert (result.status, result.error) == (ItemStatus.HELD, "source_held")
    assert len(town.household.written("Evening Mix")) == 12
    stored = await town.household.stored(mirror)
    assert stored.hold is not None
    assert (stored.entry_count, stored.hold.before, stored.hold.now) == (12, 12, left)
    assert [each.id for each in await town.household.kit.database.read(mirrors.waiting)] == [mirror.id]
    with pytest.raises(Conflict):
        await accept_source(town.household.kit, mirror.id, "0" * 64)

    await accept_source(town.household.kit, mirror.id, stored.hold.digest)
    result = await town.household.sync(mirror)

    assert (result.status, result.removed) == (ItemStatus.SYNCED, 12 - left), "its plan waits no second time"
    assert len(town.household.written("Evening Mix")) == left
    assert await town.household.kit.database.read(mirrors.waiting) == []


async def test_what_waits_can_be_seen_before_it_is_accepted(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    kit, titles = town.household.kit, list(town.songs)
    mirror = await town.mirrored()
    with pytest.raises(Conflict):
        await look_at_hold(kit, mirror.id)
    town.hold(*titles[:3])
    await refresh_mirror(kit, mirror.id, "run", report=town.household.report)
    waiting = await look_at_hold(kit, mirror.id)
    assert (waiting.hold.before, waiting.hold.now) == (12, 3)
    assert [change.kind for change in waiting.changes] == [ChangeKind.REMOVED] * 9
    assert (await town.household.stored(mirror)).entry_count == 12, "to look is not to take over"
    town.hold(*titles[:2])
    with pytest.raises(Conflict, match="something else"):
        await look_at_hold(kit, mirror.id)
    monkeypatch.setattr("syncopate.providers.answering.TRIES", 1)
    town.deezer.wire.fail(Fault.SERVER_ERROR)
    with pytest.raises(SyncopateError):
        await look_at_hold(kit, mirror.id)


async def test_what_was_accepted_is_just_that(town: Town) -> None:
    mirror = await town.mirrored()
    titles = list(town.songs)
    town.hold(*titles[:3])
    await refresh_mirror(town.household.kit, mirror.id, "run", report=town.household.report)
    stored = await town.household.stored(mirror)
    assert stored.hold is not None
    await accept_source(town.household.kit, mirror.id, stored.hold.digest)
    town.hold(*titles[:2])
    result = await refresh_mirror(town.household.kit, mirror.id, "run 2", report=town.household.report)
    assert result.status is ItemStatus.HELD
    town.hold(*titles[:12])
    result = await refresh_mirror(town.household.kit, mirror.id, "run 3", report=town.household.report)
    assert result.status is ItemStatus.UNCHANGED
    assert (await town.household.stored(mirror)).hold is None


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.HTML, Fault.TOO_MANY, Fault.FORBIDDEN])
async def test_a_source_that_fails_changes_nothing(
    town: Town, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.household.songs()
    await town.household.library()
    mirror = await town.mirrored()
    await town.household.sync(mirror)
    monkeypatch.setattr("syncopate.providers.answering.TRIES", 1)
    town.hold()
    town.deezer.wire.fail(fault, retry_after="3600")
    result = await town.household.sync(mirror)
    assert result.status is ItemStatus.FAILED
    assert result.error
    assert (await town.household.stored(mirror)).entry_count == 12
    assert len(town.household.written("Evening Mix")) == 12


async def test_an_account_that_refuses_is_told_of_until_it_answers_again(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    kit = town.household.kit
    town.lastfm.add_user("anna").loved.append(LastfmTrack("Amber Lanterns", "Holt", loved=1))
    settings = {"user": "anna", "api_key": KEY}
    account = await add_account(kit, provider="lastfm", name="Anna's Last.fm", settings=settings)
    new = NewMirror(provider="lastfm", account_id=account.id, reference="loved")
    mirror = await add_mirror(kit, new)
    monkeypatch.setattr("syncopate.providers.answering.TRIES", 1)
    town.lastfm.keys.clear()
    result = await refresh_mirror(kit, mirror.id, "run", report=town.household.report)
    assert (result.status, result.error) == (ItemStatus.FAILED, "login_rejected")
    (problem,) = await problems(kit)
    assert (problem.id, problem.key) == (f"account_{account.id}", "login_rejected")
    assert (problem.title, problem.error) == ("Anna's Last.fm", True)
    town.lastfm.keys.add(KEY)
    await refresh_mirror(kit, mirror.id, "run 2", report=town.household.report)
    assert await problems(kit) == []


async def test_what_is_gone_is_kept_marked_and_asked_about(town: Town) -> None:
    mirror = await town.mirrored()
    with pytest.raises(Conflict):
        await keep_gone(town.household.kit, mirror.id)
    kept = town.deezer.music.playlists.pop(town.mix.id)

    result = await refresh_mirror(town.household.kit, mirror.id, "run", report=town.household.report)

    assert (result.status, result.error) == (ItemStatus.FAILED, "source_gone")
    stored = await town.household.stored(mirror)
    assert stored.gone_at is not None
    assert stored.entry_count == 12
    assert not (await keep_gone(town.household.kit, mirror.id)).enabled

    town.deezer.music.playlists[town.mix.id] = kept
    await refresh_mirror(town.household.kit, mirror.id, "run 2", report=town.household.report)
    assert (await town.household.stored(mirror)).gone_at is None
    assert [kind for kind, _ in await town.changes(mirror)] == [ChangeKind.GONE, ChangeKind.BACK]


async def test_a_preview_says_that_a_source_is_held(town: Town) -> None:
    town.household.songs()
    await town.household.library()
    mirror = await town.mirrored()
    await town.household.sync(mirror)
    town.hold()
    with pytest.raises(Conflict, match="has to wait"):
        await preview_plan(town.household.kit, mirror.id)


async def test_shelves_show_what_is_mirrored(town: Town) -> None:
    account = await add_account(
        town.household.kit, provider="deezer", name="Anna's", settings={"user_id": str(town.anna.id)}
    )
    root = await read_shelf(town.household.kit, account_id=account.id)
    assert root.shelves
    everything = {each.playlist.reference: each for each in root.playlists}
    for shelf in root.shelves:
        if "playlist" in shelf.key:
            opened = await read_shelf(town.household.kit, account_id=account.id, key=shelf.key)
            everything |= {each.playlist.reference: each for each in opened.playlists}
    offered = everything[f"playlist:{town.mix.id}"]
    assert offered.mirror is None
    with pytest.raises(InvalidInput):
        await read_shelf(town.household.kit)
    with pytest.raises(NotConfigured):
        await read_shelf(town.household.kit, provider="lastfm")


async def test_typed_titles_are_found_by_what_a_catalogue_knows(town: Town) -> None:
    """As a service has them the wrong way round, no library finds them; a catalogue tells which is which."""
    kit = town.household.kit
    town.household.songs()
    await town.household.library()
    user = town.lastfm.add_user("anna")
    (first, artist), (second, other) = list(_songs(town))[:2]
    user.loved += [
        LastfmTrack(first, artist, loved=1_700_000_000),
        LastfmTrack(other, second, loved=1_700_000_001),
        LastfmTrack("Nowhere to Be Found", "Nobody", loved=1_700_000_002),
    ]
    account = await add_account(
        kit, provider="lastfm", name="Anna", settings={"user": "anna", "api_key": KEY}
    )
    new = NewMirror(provider="lastfm", account_id=account.id, reference="loved")
    mirror = await add_mirror(kit, new)
    result = await town.household.sync(mirror)
    assert (result.matched, result.missing) == (2, 1)
    asked = [one for one in town.deezer.wire.journal if one.path == "/search"]
    assert asked, "what the library has by its name is asked of nobody"
    known = await kit.database.read(identities.list_page, limit=10, offset=0)
    assert {(each.catalogue, each.verdict) for each in known.items} == {
        ("deezer", Verdict.MATCH),
        ("deezer", Verdict.MISSING),
    }
    before = len(town.deezer.wire.journal)
    assert (await town.household.sync(mirror)).matched == 2
    assert len(town.deezer.wire.journal) == before, "what was found out is remembered"


def _songs(town: Town) -> list[tuple[str, str]]:
    return [(title, _artist(town, title)) for title in town.songs]


async def test_what_an_entry_is_can_be_put_right_for_good(town: Town) -> None:
    kit = town.household.kit
    title = next(iter(town.songs))
    entry = Entry(position=0, title=title)
    stored = StoredEntry("text|x", entry)
    found = await identify_entries(kit, [stored], catalogue="deezer")
    assert found.found == 0
    known = await kit.database.read(identities.get, "text|x", "deezer")
    assert known.candidates
    right = known.candidates[0].key
    said = await put_right(kit, "text|x", "deezer", key=right)
    assert (said.verdict, said.by_hand) == (Verdict.MATCH, True)
    assert said.found is not None
    assert said.found.key == right
    assert (await identify_entries(kit, [stored], catalogue="deezer")).found == 1
    with pytest.raises(InvalidInput):
        await put_right(kit, "text|x", "deezer", key="none of them")
    assert (await put_right(kit, "text|x", "deezer")).verdict is Verdict.MISSING
    assert await kit.database.write(identities.clear, None) == 0, "what was said by hand stays"


async def test_what_an_entry_is_can_be_said_by_a_link_to_any_track(town: Town) -> None:
    kit, music = town.household.kit, town.deezer.music
    stored = StoredEntry("text|x", Entry(position=0, title="Nothing Like It", artists=("Nobody",)))
    await identify_entries(kit, [stored], catalogue="deezer")
    key = next(iter(music.tracks))
    link = f"Listen: https://www.deezer.com/de/track/{key}?utm_source=x"
    said = await put_right(kit, "text|x", "deezer", link=link)
    assert (said.verdict, said.reason, said.by_hand) == (Verdict.MATCH, "decision", True)
    assert said.found is not None
    assert (said.found.key, said.found.title) == (str(key), music.tracks[key].title)

    town.deezer.wire.fail(Fault.SERVER_ERROR)
    unread = await put_right(kit, "text|x", "deezer", link="https://www.deezer.com/track/404404")
    assert unread.found is not None, "which one it is the user has said: that waits for nobody"
    assert (unread.found.key, unread.found.title) == ("404404", "Nobody - Nothing Like It")
    for wrong in ("https://www.deezer.com/album/1", "https://tidal.com/browse/track/9", "words"):
        with pytest.raises(InvalidInput) as refused:
            await put_right(kit, "text|x", "deezer", link=wrong)
        assert refused.value.placeholders["field"] == "link"


async def test_what_differs_in_length_alone_is_to_be_looked_at(town: Town) -> None:
    kit = town.household.kit
    title, artist = _songs(town)[0]
    longer = Entry(position=0, title=title, artists=(artist,), duration=timedelta(minutes=14))
    found = await identify_entries(kit, [StoredEntry("text|long", longer)], catalogue="deezer")
    assert (found.review, found.missing) == (1, 0)
    known = await kit.database.read(identities.get, "text|long", "deezer")
    assert (known.verdict, known.reason) == (Verdict.REVIEW, "other_length")
    assert known.candidates[0].title == title


async def test_identifying_tells_how_much_it_found(town: Town) -> None:
    mirror = await town.household.mirror(rows=list(_songs(town))[:3])
    result = await identify_mirror(town.household.kit, mirror.id, "run", report=town.household.report)
    assert (result.status, result.matched) == (ItemStatus.SYNCED, 3)
    (event,) = town.household.told(EventType.PLAYLIST_IDENTIFIED)
    assert (event.data["found"], event.data["left"]) == (3, 0)


async def test_a_catalogue_that_must_rest_is_stood_in_for(
    town: Town, monkeypatch: pytest.MonkeyPatch, catalogue_order: Callable[..., None]
) -> None:
    kit = town.household.kit
    user = town.lastfm.add_user("anna")
    user.loved.append(LastfmTrack("x", "y", loved=1))
    town.lastfm.chart.append(LastfmTrack("Amber Lanterns", "Holt"))
    account = await add_account(
        kit, provider="lastfm", name="Anna", settings={"user": "anna", "api_key": KEY}
    )
    answer = await search_catalogue(kit, "Amber Lanterns", FoundKind.TRACK, 5, provider="deezer")
    assert (answer.way.domain, answer.instead_of) == ("deezer", ())
    assert answer.items[0].title == "Amber Lanterns"
    assert account.id

    monkeypatch.setattr("syncopate.providers.answering.TRIES", 1)
    town.deezer.wire.fail(Fault.TOO_MANY, retry_after="3600", times=1)
    with pytest.raises(RateLimited):
        await search_catalogue(kit, "Amber Lanterns", FoundKind.TRACK, 5, provider="deezer")
    catalogue_order("deezer", "lastfm")
    asked = len(town.deezer.wire.journal)
    both = await search_catalogue(kit, "Amber Lanterns", FoundKind.TRACK, 5)
    assert both.way.domain != "deezer"
    assert len(town.deezer.wire.journal) == asked, "who rests is not asked"


async def test_a_cover_of_ones_own_stands_before_the_sources(town: Town) -> None:
    mirror = await town.mirrored()
    theirs = mirror.cover
    own = "https://example.org/own.jpg"
    changed = await change_mirror(town.household.kit, mirror.id, MirrorChanges(custom_cover=own))
    assert changed.cover == own
    town.mix.title = "Another Name"
    await refresh_mirror(town.household.kit, mirror.id, "run", report=town.household.report)
    assert (await town.household.stored(mirror)).cover == own
    for wrong in ("javascript:alert(1)", "own.jpg", "https://", "https://anna:pin@example.org/x"):
        with pytest.raises(InvalidInput):
            await change_mirror(town.household.kit, mirror.id, MirrorChanges(custom_cover=wrong))
    back = await change_mirror(town.household.kit, mirror.id, MirrorChanges(custom_cover=None))
    assert back.cover == theirs


@pytest.mark.parametrize("left", [7, 11])
async def test_what_is_cut_off_as_it_was_not_before_is_held(
    town: Town, left: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What can be seen no further is not what the source lost: nothing is taken out for it."""
    town.household.songs()
    await town.household.library()
    mirror = await town.mirrored()
    await town.household.sync(mirror)
    town.hold(*list(town.songs)[:left])
    read = DeezerPlaylists.read_playlist

    async def cut(self: DeezerPlaylists, reference: str, options: Mapping[str, str]) -> ReadPlaylist:
        return replace(await read(self, reference, options), visible=left)

    monkeypatch.setattr(DeezerPlaylists, "read_playlist", cut)
    result = await town.household.sync(mirror)
    assert (result.status, result.error) == (ItemStatus.HELD, "source_held")
    assert len(town.household.written("Evening Mix")) == 12
    stored = await town.household.stored(mirror)
    assert stored.hold is not None

    await accept_source(town.household.kit, mirror.id, stored.hold.digest)
    await town.household.sync(mirror)
    stored = await town.household.stored(mirror)
    assert (stored.entry_count, stored.visible, stored.version) == (left, left, None)
    monkeypatch.undo()
    town.hold(*list(town.songs)[:12])
    result = await refresh_mirror(town.household.kit, mirror.id, "run 9", report=town.household.report)
    assert (result.status, result.added) == (ItemStatus.SYNCED, 12 - left), "seen whole, it is read whole"


async def test_what_is_seen_in_part_may_lose_one(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit that is as it was says nothing about what the source lost; a smaller one does."""
    town.household.songs()
    await town.household.library()
    read, most = DeezerPlaylists.read_playlist, 12

    async def limited(self: DeezerPlaylists, reference: str, options: Mapping[str, str]) -> ReadPlaylist:
        return replace(await read(self, reference, options), visible=most)

    monkeypatch.setattr(DeezerPlaylists, "read_playlist", limited)
    mirror = await town.mirrored()
    await town.household.sync(mirror)
    town.hold(*list(town.songs)[:11])
    result = await town.household.sync(mirror)
    assert (result.status, result.removed) == (ItemStatus.SYNCED, 1)
    assert len(town.household.written("Evening Mix")) == 11
    most = 10
    town.hold(*list(town.songs)[:10])
    assert (await town.household.sync(mirror)).status is ItemStatus.HELD
    assert len(town.household.written("Evening Mix")) == 11


async def test_an_entry_that_always_fails_keeps_no_other_from_being_identified(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = _songs(town)[:3]
    mirror = await town.household.mirror(rows=rows)
    find = DeezerCatalogue.find_tracks

    async def odd(self: DeezerCatalogue, entry: Entry, limit: int) -> Snapshot[Track]:
        if entry.title == rows[0][0]:
            return Failed("odd_answer", "It is odd.", town.household.clock())
        return await find(self, entry, limit)

    monkeypatch.setattr(DeezerCatalogue, "find_tracks", odd)
    stored = await town.household.kit.database.read(entries.load, mirror.id)
    found = await identify_entries(town.household.kit, stored, catalogue="deezer")
    assert (found.found, found.left) == (2, 1)


async def test_what_no_playlist_has_any_more_is_forgotten_in_time(town: Town) -> None:
    kit = town.household.kit
    title = next(iter(town.songs))
    entry = Entry(position=0, title=title, artists=(_artist(town, title),))
    await identify_entries(kit, [StoredEntry("text|gone", entry)], catalogue="deezer")
    assert await kit.database.write(identities.remove_orphans, town.household.clock()) == 0
    town.household.clock.forward(days=1)
    assert await kit.database.write(identities.remove_orphans, town.household.clock()) == 1


async def test_what_was_added_without_a_login_can_be_read_by_one(town: Town) -> None:
    kit = town.household.kit
    mirror = await town.mirrored()
    account = await add_account(
        kit, provider="deezer", name="Anna's", settings={"user_id": str(town.anna.id)}
    )
    looked = await look_at_link(kit, town.link, account.id)
    assert looked.mirror_id == mirror.id, "it is one playlist, by whomever it is read"
    with pytest.raises(AlreadyExists):
        await add_linked(kit, town.link, NewMirror(account_id=account.id))
    changed = await read_by(kit, mirror.id, account.id)
    assert (changed.account_id, changed.version) == (account.id, None)
    again = await refresh_mirror(kit, mirror.id, "run", report=town.household.report)
    assert again.status is ItemStatus.UNCHANGED
    town.lastfm.add_user("x").loved.append(LastfmTrack("Amber Lanterns", "Holt", loved=1))
    other = await add_account(kit, provider="lastfm", name="Other", settings={"user": "x", "api_key": KEY})
    with pytest.raises(InvalidInput):
        await read_by(kit, mirror.id, other.id)
    assert (await read_by(kit, mirror.id, None)).account_id is None
