"""Playlists by their pages and albums by the API: read whole, or as far as they are shown, or not at all."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from fakes.serving import Fault
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import Entry, LeftOut, MirrorKind, Unfit
from syncopate.domain.snapshot import Complete, Failed
from syncopate.providers.browsing import Browsable
from syncopate.providers.capability import PlaylistSource, ReadPlaylist, Versioned

from .conftest import House


def entries(read: ReadPlaylist) -> tuple[Entry, ...]:
    assert isinstance(read.entries, Complete), read
    return read.entries.items


async def failed(house: House, reference: str) -> Failed:
    found = (await house.source().read_playlist(reference, {})).entries
    assert isinstance(found, Failed)
    return found


def reference(house: House) -> str:
    return f"playlist:us/{house.short.id}"


async def test_a_playlist_by_its_sections(house: House) -> None:
    read = await house.source().read_playlist(reference(house), {})
    playlist, found = read.playlist, entries(read)
    assert (playlist.reference, playlist.name) == (reference(house), "Evening & </script> more")
    assert (playlist.description, playlist.owner, playlist.count) == ("Slow ones", "Otto", 6)
    assert playlist.cover_url == "https://a.mzstatic.com/p/600x600bb.jpg"
    assert (read.visible, playlist.kind, playlist.version) == (None, MirrorKind.PLAYLIST, None)
    first = house.short.songs[0]
    assert found[0] == Entry(
        position=0,
        title="A 1",
        artists=("Band A",),
        album="Record A",
        duration=timedelta(milliseconds=180_124),
        ids=frozenset({ExternalId(IdKind.APPLE, str(first))}),
    )
    assert [entry.position for entry in found] == list(range(6))
    assert found[3].artists == ("Anna", "Otto")
    (asked,) = house.fake.wire.journal
    assert asked.path == f"/us/playlist/-/{house.short.id}"


async def test_an_older_page_with_artists_as_text(house: House) -> None:
    house.fake.pages.look.rooted = house.fake.pages.look.links = house.fake.pages.look.schema = False
    found = entries(await house.source().read_playlist(reference(house), {}))
    assert [entry.artists for entry in found[2:4]] == [("Band A",), ("Anna & Otto",)]


async def test_by_what_is_told_for_search_engines(house: House) -> None:
    """That way knows no artists: the API is asked for all of them at once."""
    house.fake.pages.look.sections = False
    read = await house.source().read_playlist(reference(house), {})
    found = entries(read)
    assert (read.playlist.name, read.playlist.owner) == ("Evening & </script> more", "Otto")
    assert (read.playlist.description, read.playlist.count, read.visible) == ("Slow ones", 6, None)
    assert [entry.title for entry in found] == ["A 1", "A 2", "A 3", "One", "Two", "Three"]
    assert [entry.artists for entry in found[2:4]] == [("Band A",), ("Anna & Otto",)]
    assert [entry.album for entry in found[2:4]] == ["Record A", "Hits"]
    assert found[0].duration == timedelta(seconds=180)
    assert found[0].ids == {ExternalId(IdKind.APPLE, str(house.short.songs[0]))}
    (lookup,) = house.fake.wire.asked(path="/lookup")
    assert dict(lookup.query) == {"id": ",".join(map(str, house.short.songs)), "country": "us"}


async def test_artists_are_asked_for_in_batches(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("syncopate.providers.apple_music.client._BATCH", 4)
    house.fake.pages.look.names_artists = False
    house.albums[2].countries = frozenset()
    found = entries(await house.source().read_playlist(reference(house), {}))
    assert [entry.artists for entry in found] == [("Band A",)] * 3 + [()] * 3
    assert len(house.fake.wire.asked(path="/lookup")) == 2
    house.fail(Fault.SERVER_ERROR, "/lookup")
    assert (await failed(house, reference(house))).reason == "unreachable"


async def test_more_than_the_page_shows(house: House) -> None:
    read = await house.source().read_playlist(f"playlist:us/{house.long.id}", {})
    assert (len(entries(read)), read.playlist.count, read.visible) == (100, 123, 100)
    house.fake.music.songs[house.long.songs[1]].video = True
    read = await house.source().read_playlist(f"playlist:us/{house.long.id}", {})
    assert (len(entries(read)), read.visible) == (99, 100), "what is left out is no limit"


async def test_when_nobody_says_how_many_there_are(house: House) -> None:
    house.short.tells_count = False
    read = await house.source().read_playlist(reference(house), {})
    assert (len(entries(read)), read.playlist.count, read.visible) == (6, None, 100)
    del house.short.songs[0]
    read = await house.source().read_playlist(reference(house), {})
    assert (len(entries(read)), read.visible) == (5, 100)


async def test_videos_are_left_out(house: House) -> None:
    house.fake.music.songs[house.short.songs[1]].video = True
    for sections in (True, False):
        house.fake.pages.look.sections = sections
        read = await house.source().read_playlist(reference(house), {})
        assert [entry.title for entry in entries(read)][:2] == ["A 1", "A 3"]
        assert [entry.position for entry in entries(read)] == list(range(5))
        assert (read.playlist.count, read.visible) == (6, None)
        assert read.left_out == (LeftOut(Unfit.VIDEO, "A 2", 2),)


async def test_an_empty_playlist_is_empty(house: House) -> None:
    house.fake.music.add_playlist("pl.empty", "Empty", [])
    read = await house.source().read_playlist("playlist:us/pl.empty", {})
    assert (read.playlist.name, entries(read), read.visible) == ("Empty", (), None)


async def test_a_page_that_is_not_understood(house: House) -> None:
    look = house.fake.pages.look
    look.sections = look.schema = False
    assert (await failed(house, reference(house))).reason == "odd_answer"


async def test_a_pasted_link_is_read(house: House) -> None:
    pasted = f"https://music.apple.com/de/playlist/evening/{house.short.id}?l=en"
    read = await house.source().read_playlist(pasted, {})
    assert (read.playlist.reference, len(entries(read))) == (f"playlist:de/{house.short.id}", 6)


async def test_an_album(house: House) -> None:
    album = house.albums[0]
    for key in album.songs[40:]:
        song = house.fake.music.songs[key]
        song.disc, song.number = 2, song.number - 40
    read = await house.source().read_playlist(f"album:de/{album.id}", {})
    playlist, found = read.playlist, entries(read)
    assert playlist.album is not None
    assert (playlist.reference, playlist.name, playlist.kind) == (
        f"album:de/{album.id}",
        "Record A",
        MirrorKind.ALBUM,
    )
    assert (playlist.album.artists, playlist.album.year, playlist.album.count) == (("Band A",), 1975, 60)
    assert playlist.album.ids == {ExternalId(IdKind.APPLE, str(album.id))}
    assert playlist.cover_url is not None
    assert "/600x600bb.jpg" in playlist.cover_url
    assert (playlist.count, playlist.owner, read.visible) == (60, "Band A", None)
    assert [(entry.disc, entry.number) for entry in found[39:41]] == [(1, 40), (2, 1)]
    assert found[0] == Entry(
        position=0,
        title="A 1",
        artists=("Band A",),
        album="Record A",
        duration=timedelta(milliseconds=180_124),
        disc=1,
        number=1,
        ids=frozenset({ExternalId(IdKind.APPLE, str(album.songs[0]))}),
    )
    (asked,) = house.fake.wire.journal
    assert dict(asked.query) == {"id": str(album.id), "entity": "song", "limit": "200", "country": "de"}


async def test_an_album_in_part(house: House) -> None:
    """A video is none of its songs; what the shop does not sell is not told."""
    album = house.albums[2]
    house.fake.music.songs[album.songs[0]].video = True
    read = await house.source(country="DE").read_playlist(f"album:{album.id}", {})
    assert [entry.title for entry in entries(read)] == ["Two", "Three"]
    assert read.playlist.reference == f"album:de/{album.id}"
    assert (read.playlist.count, read.visible) == (2, None)
    album.withheld.add(album.songs[1])
    read = await house.source().read_playlist(f"album:us/{album.id}", {})
    assert [entry.title for entry in entries(read)] == ["Three"]
    assert (read.playlist.count, read.visible) == (2, 200)
    assert entries(read)[0].artists == ("Anna & Otto",)


async def test_what_is_not_there(house: House) -> None:
    for gone in ("album:us/1", f"album:gb/{house.albums[0].id}", "playlist:us/pl.nothing"):
        found = await failed(house, gone)
        assert (found.reason, found.placeholders) == ("source_gone", {"name": gone})
    for wrong in ("track:us/5", "", "https://music.apple.com/library/playlist/p.1"):
        assert (await failed(house, wrong)).reason == "invalid_input"


async def test_a_page_is_gone_only_where_the_site_says_so(house: House) -> None:
    house.fail(Fault.NOT_FOUND)
    assert (await failed(house, reference(house))).reason == "unreachable"
    house.fake.wire.heal()
    house.fail(Fault.NOT_FOUND, "/*/playlist/*")
    house.fail(Fault.HTML, "/*/new")
    assert (await failed(house, reference(house))).reason == "unreachable"


FAULTS = [fault for fault in Fault if fault is not Fault.REFUSED]
REASONS = {
    Fault.UNAUTHORIZED: "login_rejected",
    Fault.TOO_MANY: "rate_limited",
    Fault.HTML: "odd_answer",
    Fault.EMPTY_PAGE: "odd_answer",
}
READS: list[tuple[str, Callable[[House], str], dict[Fault, str]]] = [
    ("/*/playlist/*", reference, {Fault.BROKEN: "odd_answer", Fault.NOT_FOUND: "source_gone"}),
    (
        "/lookup",
        lambda house: f"album:us/{house.albums[0].id}",
        {Fault.BROKEN: "odd_answer", Fault.FORBIDDEN: "rate_limited"},
    ),
]


@pytest.mark.parametrize(("path", "named", "own"), READS, ids=[path for path, *_ in READS])
@pytest.mark.parametrize("fault", FAULTS)
async def test_no_fault_makes_a_playlist_shorter(
    house: House, fault: Fault, path: str, named: Callable[[House], str], own: dict[Fault, str]
) -> None:
    house.fail(fault, path)
    read = await house.source().read_playlist(named(house), {})
    assert isinstance(read.entries, Failed), read
    assert read.entries.reason == {**REASONS, **own}.get(fault, "unreachable")
    assert read.entries.detail
    assert read.playlist.reference == named(house)
    await house.fake.wire.settled()


async def test_who_asked_too_often_rests(house: House) -> None:
    house.fail(Fault.FORBIDDEN, "/lookup")
    found = await failed(house, f"album:us/{house.albums[0].id}")
    assert (found.reason, found.placeholders["retry_after"]) == ("rate_limited", "60")
    house.fake.wire.heal()
    asked = len(house.fake.wire.journal)
    assert (await failed(house, f"album:us/{house.albums[1].id}")).reason == "rate_limited"
    assert len(house.fake.wire.journal) == asked
    assert entries(await house.source().read_playlist(reference(house), {})), "pages are another host's"


async def test_without_an_account(house: House) -> None:
    source = house.source()
    assert isinstance(source, PlaylistSource)
    assert not isinstance(source, Versioned | Browsable)
    listed = await source.list_playlists()
    assert isinstance(listed, Complete)
    assert listed.items == ()
    assert [(await source.check()).ok for _ in range(2)] == [True, True]
    assert len(house.fake.wire.journal) == 1
    assert house.source()._client is source._client


async def test_health_when_nothing_answers(house: House) -> None:
    house.fail(Fault.UNAVAILABLE)
    health = await house.source().check()
    assert (health.ok, health.reason) == (False, "unreachable")
    assert (await house.catalogue().check()).reason == "unreachable"
