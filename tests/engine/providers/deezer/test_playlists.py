"""Playlists, albums, favourites and charts are read whole, or not at all."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from fakes.deezer.model import TIME
from fakes.serving import Fault
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import Entry, LeftOut, MirrorKind, SourcePlaylist, Unfit
from syncopate.domain.snapshot import Complete, Failed, Known, Snapshot, Unknown
from syncopate.providers.browsing import Browsable
from syncopate.providers.capability import PlaylistSource, Versioned

from .conftest import House


def whole[T](snapshot: Snapshot[T]) -> tuple[T, ...]:
    assert isinstance(snapshot, Complete), snapshot
    return snapshot.items


async def read(house: House, reference: str) -> tuple[SourcePlaylist, tuple[Entry, ...]]:
    found = await house.source().read_playlist(reference, {})
    assert (found.facts, found.visible) == (None, None)
    return found.playlist, whole(found.entries)


async def failed(house: House, reference: str) -> Failed:
    found = (await house.source().read_playlist(reference, {})).entries
    assert isinstance(found, Failed)
    return found


async def test_a_playlist_over_several_pages(house: House) -> None:
    playlist, entries = await read(house, f"playlist:{house.long.id}")
    assert (playlist.reference, playlist.name) == (f"playlist:{house.long.id}", "Long")
    assert (playlist.description, playlist.count, playlist.owner) == ("All of it", 250, "Anna")
    assert playlist.version == house.long.checksum
    assert playlist.kind is MirrorKind.PLAYLIST
    assert playlist.cover_url
    assert playlist.cover_url.endswith("1000x1000.jpg")
    assert [entry.position for entry in entries] == list(range(250))
    assert [next(iter(entry.ids)).value for entry in entries] == [str(key) for key in house.tracks[:250]]
    first = house.fake.music.tracks[house.tracks[0]]
    assert entries[0] == Entry(
        position=0,
        title="A song 1",
        artists=("Band A",),
        album="Record A",
        duration=timedelta(seconds=first.duration),
        ids=frozenset({ExternalId(IdKind.DEEZER, str(first.id))}),
        added_at=datetime.fromtimestamp(TIME, UTC),
    )
    asked = house.fake.wire.asked(path="*/tracks")
    assert [dict(one.query)["index"] for one in asked] == ["0", "100", "200"]
    assert len(house.fake.wire.journal) == 5, "its mark before, three pages, its mark after"


async def test_isrcs_where_lists_have_them(house: House) -> None:
    house.fake.shapes.isrc_in_lists = True
    _, entries = await read(house, f"playlist:{house.short.id}")
    isrc = house.fake.music.tracks[house.tracks[0]].isrc
    assert ExternalId(IdKind.ISRC, isrc) in entries[0].ids


async def test_what_is_no_music_or_hidden_is_left_out(house: House) -> None:
    music = house.fake.music
    first, second, third = house.tracks[:3]
    music.tracks[first].episode = True
    music.tracks[third].readable = False
    house.short.hidden.add(second)
    playlist, entries = await read(house, f"playlist:{house.short.id}")
    assert playlist.count == 3
    assert [(entry.position, entry.title) for entry in entries] == [(0, "A song 3")]
    left_out = (await house.source().read_playlist(f"playlist:{house.short.id}", {})).left_out
    # What is hidden is counted and not given.
    assert left_out == (LeftOut(Unfit.PODCAST, "A song 1", 1), LeftOut(Unfit.UNAVAILABLE))
    music.tracks[third].title = "  "
    assert (await read(house, f"playlist:{house.short.id}"))[1] == ()


async def test_an_empty_playlist_is_empty(house: House) -> None:
    empty = house.fake.music.add_playlist(house.anna, "Empty", [])
    playlist, entries = await read(house, f"playlist:{empty.id}")
    assert (playlist.name, entries) == ("Empty", ())


async def test_a_pasted_link_is_read(house: House) -> None:
    playlist, entries = await read(house, f"https://www.deezer.com/en/playlist/{house.short.id}?utm_source=x")
    assert (playlist.reference, len(entries)) == (f"playlist:{house.short.id}", 3)


async def test_an_album(house: House) -> None:
    album = house.albums[0]
    playlist, entries = await read(house, f"album:{album.id}")
    assert playlist.kind is MirrorKind.ALBUM
    assert playlist.album is not None
    assert (playlist.name, playlist.count, playlist.version) == ("Record A", 90, None)
    assert (playlist.album.artists, playlist.album.year, playlist.album.count) == (("Band A",), 2001, 90)
    assert playlist.album.ids == {ExternalId(IdKind.DEEZER, str(album.id)), ExternalId(IdKind.UPC, album.upc)}
    assert [(entry.disc, entry.number) for entry in entries[44:46]] == [(1, 45), (2, 1)]
    track = house.fake.music.tracks[album.tracks[0]]
    assert entries[0].album == "Record A"
    assert entries[0].ids == {ExternalId(IdKind.DEEZER, str(track.id)), ExternalId(IdKind.ISRC, track.isrc)}
    assert len(house.fake.wire.journal) == 2


async def test_favourites_are_found_by_their_mark(house: House) -> None:
    loved = house.fake.music.loved(house.anna)
    loved.title = "Coups de coeur"
    playlist, entries = await read(house, f"loved:{house.anna.id}")
    assert (playlist.reference, playlist.name) == (f"loved:{house.anna.id}", "Coups de coeur")
    assert (playlist.version, len(entries)) == (loved.checksum, 4)
    house.anna.playlists.remove(loved.id)
    assert (await failed(house, f"loved:{house.anna.id}")).reason == "source_gone"
    assert (await failed(house, "loved:1")).reason == "source_gone"


async def test_charts(house: House) -> None:
    playlist, entries = await read(house, "chart:tracks")
    assert (playlist.reference, playlist.name, playlist.count) == ("chart:tracks", "Top tracks", 100)
    assert [entry.title for entry in entries[:2]] == ["A song 1", "A song 2"]
    playlist, entries = await read(house, "chart:132")
    assert (playlist.reference, playlist.name, len(entries)) == ("chart:132", "Top tracks: Pop", 10)
    assert (await failed(house, "chart:9")).reason == "source_gone"


async def test_what_an_account_offers(house: House) -> None:
    listed = whole(await house.own.list_playlists())
    assert [one.reference for one in listed] == [
        f"loved:{house.anna.id}",
        f"playlist:{house.long.id}",
        f"playlist:{house.short.id}",
        f"album:{house.albums[0].id}",
    ]
    assert [one.count for one in listed] == [4, 250, 3, 90]
    assert listed[1].version == house.long.checksum
    assert listed[3].album is not None
    assert whole(await house.source().list_playlists()) == ()
    assert len(house.fake.wire.journal) == 2


async def test_a_profile_that_shows_nothing(house: House) -> None:
    house.anna.private = True
    listed = await house.own.list_playlists()
    assert isinstance(listed, Failed)
    assert listed.reason == "login_lacks_rights"
    assert "public" in listed.detail
    nobody = house.source(user_id="1")
    listed = await nobody.list_playlists()
    assert isinstance(listed, Failed)
    assert listed.reason == "not_found"
    assert (await nobody.check()).reason == "source_gone"
    assert (await house.source(user_id="anna").check()).reason == "invalid_input"
    listed = await house.source(user_id="anna").list_playlists()
    assert isinstance(listed, Failed)
    assert listed.placeholders == {"field": "user_id"}


async def test_health(house: House) -> None:
    assert (await house.own.check()).ok
    source = house.source()
    assert [(await source.check()).ok for _ in range(2)] == [True, True]
    assert len(house.fake.wire.asked(path="/infos")) == 1
    assert (await house.catalogue.check()).ok


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (4, "rate_limited"),
        (100, "unreachable"),
        (200, "login_lacks_rights"),
        (300, "login_rejected"),
        (600, "unreachable"),
        (700, "unreachable"),
        (800, "source_gone"),
    ],
)
async def test_errors_inside_of_good_answers(house: House, code: int, reason: str) -> None:
    house.fake.refuse(code)
    assert (await failed(house, f"playlist:{house.short.id}")).reason == reason
    assert (await house.own.check()).reason == reason
    house.fake.heal()
    house.fake.refuse(code, "*/tracks")
    assert (await failed(house, f"playlist:{house.short.id}")).reason == reason
    assert (await failed(house, f"album:{house.albums[0].id}")).reason == reason


@pytest.mark.parametrize("code", [4, 700])
async def test_what_passes_is_asked_again(house: House, code: int) -> None:
    house.fake.refuse(code, "*/tracks", times=1)
    _, entries = await read(house, f"playlist:{house.short.id}")
    assert len(entries) == 3


async def test_a_full_quota_holds_all_others_back(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("syncopate.providers.deezer.answers.QUOTA_SECONDS", 60.0)
    house.fake.refuse(4)
    found = await failed(house, f"playlist:{house.short.id}")
    assert found.reason == "rate_limited"
    asked = len(house.fake.wire.journal)
    assert (await failed(house, "chart:tracks")).reason == "rate_limited"
    assert len(house.fake.wire.journal) == asked
    budget = house.connections.paces.budget("deezer")
    assert budget is not None
    assert 50 < budget.rests <= 60


FAULTS = [fault for fault in Fault if fault is not Fault.REFUSED]
REASONS = {
    Fault.UNAUTHORIZED: "login_rejected",
    Fault.FORBIDDEN: "login_lacks_rights",
    Fault.TOO_MANY: "rate_limited",
    Fault.HTML: "odd_answer",
    Fault.BROKEN: "odd_answer",
    Fault.EMPTY_PAGE: "odd_answer",
}
READS: list[tuple[str, Callable[[House], str]]] = [
    ("/playlist/*[0-9]", lambda house: f"playlist:{house.long.id}"),
    ("/playlist/*/tracks", lambda house: f"playlist:{house.long.id}"),
    ("/album/*[0-9]", lambda house: f"album:{house.albums[0].id}"),
    ("/album/*/tracks", lambda house: f"album:{house.albums[0].id}"),
    ("/user/*/playlists", lambda house: f"loved:{house.anna.id}"),
    ("/genre/*", lambda _: "chart:132"),
    ("/chart/*", lambda _: "chart:132"),
]


@pytest.mark.parametrize(("path", "reference"), READS, ids=[path for path, _ in READS])
@pytest.mark.parametrize("fault", FAULTS)
async def test_no_fault_makes_a_playlist_shorter(
    house: House, fault: Fault, path: str, reference: Callable[[House], str]
) -> None:
    house.fail(fault, path)
    found = await house.source().read_playlist(reference(house), {})
    if fault is Fault.EMPTY_PAGE and path in {"/playlist/*[0-9]", "/album/*[0-9]", "/genre/*"}:
        assert isinstance(found.entries, Complete)
        return
    assert isinstance(found.entries, Failed), found
    assert found.entries.reason == REASONS.get(fault, "unreachable")
    assert found.entries.detail
    assert found.playlist.reference == reference(house)
    house.fake.wire.heal()
    await house.fake.wire.settled()


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.DROPPED, Fault.EMPTY_PAGE, Fault.HTML])
async def test_a_fault_in_the_last_page_fails_all_of_it(house: House, fault: Fault) -> None:
    house.fail(fault, "*/tracks", skip=2)
    assert (await failed(house, f"playlist:{house.long.id}")).reason in {"unreachable", "odd_answer"}


@pytest.mark.parametrize("fault", FAULTS)
async def test_lists_and_shelves_fail_as_a_whole(house: House, fault: Fault) -> None:
    house.fail(fault, "/user/*")
    house.fail(fault, "/chart/*")
    listed = await house.own.list_playlists()
    assert isinstance(listed, Failed)
    assert listed.reason == REASONS.get(fault, "unreachable")
    for shelf in (f"user:{house.anna.id}/artists", "charts", "genre:132"):
        assert isinstance(await house.own.browse(shelf), Failed)
    await house.fake.wire.settled()


@pytest.mark.parametrize("grows", [True, False])
async def test_a_playlist_that_changes_while_it_is_read(house: House, grows: bool) -> None:
    changed = 0

    def change(moment: str, request: object) -> None:
        nonlocal changed
        path = getattr(request, "rel_url", None)
        if moment == "before" and "index=100" in str(path) and changed < limit:
            changed += 1
            if grows:
                house.long.tracks.insert(0, (house.tracks[-changed], TIME))
            else:
                house.long.tracks.append(house.long.tracks.pop(0))

    house.fake.wire.watch = change
    limit = 1
    _, entries = await read(house, f"playlist:{house.long.id}")
    assert len(entries) == len({entry.ids for entry in entries}) == 250 + grows
    changed, limit = 0, 9
    assert (await failed(house, f"playlist:{house.long.id}")).reason == "unreachable"


async def test_versions_tell_of_changes(house: House) -> None:
    source = house.own
    reference, loved = f"playlist:{house.short.id}", f"loved:{house.anna.id}"
    before = (await read(house, reference))[0].version
    assert await source.read_version(reference) == Known(before)
    assert await source.read_version(loved) == Known(house.fake.music.loved(house.anna).checksum)
    house.fake.music.put(house.short, house.tracks[7:8])
    now = await source.read_version(reference)
    assert isinstance(now, Known)
    assert now.value not in {None, before}
    assert await source.read_version(f"album:{house.albums[0].id}") == Known(None)
    assert await source.read_version("chart:tracks") == Known(None)
    assert await source.read_version("playlist:1") == Unknown("source_gone")
    assert await source.read_version("nonsense") == Unknown("invalid_input")


async def test_nothing_else_is_read(house: House) -> None:
    for reference in ("track:1", "", "liked", "https://example.com/playlist/1"):
        assert (await failed(house, reference)).reason == "invalid_input"
    house.short.private = True
    assert (await failed(house, f"playlist:{house.short.id}")).reason == "login_lacks_rights"


async def test_shelves(house: House) -> None:
    source = house.own
    assert isinstance(source, PlaylistSource)
    assert isinstance(source, Versioned)
    assert isinstance(source, Browsable)
    user = f"user:{house.anna.id}"

    async def on(shelf: str) -> list[str]:
        shown = whole(await source.browse(shelf))
        return [one.reference if isinstance(one, SourcePlaylist) else one.key for one in shown]

    assert await on("") == [f"{user}/playlists", f"{user}/albums", f"{user}/artists", "charts"]
    assert [one.name for one in whole(await house.source().browse(""))] == ["Charts"]
    assert await on(user) == [f"{user}/playlists", f"{user}/albums", f"{user}/artists"]
    assert (await on(f"{user}/playlists"))[0] == f"loved:{house.anna.id}"
    assert await on(f"{user}/albums") == [f"album:{house.albums[0].id}"]
    (artist,) = await on(f"{user}/artists")
    assert artist == f"artist:{house.albums[1].artist}"
    (album,) = whole(await source.browse(artist))
    assert isinstance(album, SourcePlaylist)
    assert album.album is not None
    assert (album.reference, album.album.artists) == (f"album:{house.albums[1].id}", ("Band B",))
    assert await on("charts") == ["chart:tracks", f"playlist:{house.short.id}", "genre:132", "genre:152"]
    albums = [f"album:{one.id}" for one in house.albums]
    assert await on("genre:132") == ["chart:132", f"playlist:{house.long.id}", *albums]
    assert whole(await source.browse("genre:132"))[1].name == "Long"


@pytest.mark.parametrize(
    "shelf", ["nothing", "user:x", "user:1/nothing", "artist:1", "genre:7", "user:1/albums", "charts:1"]
)
async def test_shelves_that_are_not_there(house: House, shelf: str) -> None:
    found = await house.own.browse(shelf)
    assert isinstance(found, Failed)
    assert found.reason == "not_found"


async def test_one_client_is_shared(house: House) -> None:
    first, second = house.source(), house.source()
    assert first._client is second._client
    assert house.own._client is not first._client
