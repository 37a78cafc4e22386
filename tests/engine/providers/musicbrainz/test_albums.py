"""Reading albums by release and by release group, and whatever goes wrong with them."""

from datetime import timedelta

import pytest
from fakes.musicbrainz import Medium, Place
from fakes.serving import Fault
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import Entry, MirrorKind, SourcePlaylist
from syncopate.domain.snapshot import Complete, Failed
from syncopate.providers.capability import PlaylistSource

from .conftest import ISRC, House


async def read(house: House, reference: str) -> tuple[SourcePlaylist, tuple[Entry, ...]]:
    found = await house.albums().read_playlist(reference, {})
    assert isinstance(found.entries, Complete), found.entries
    return found.playlist, found.entries.items


async def reason(house: House, reference: str) -> str:
    failed = (await house.albums().read_playlist(reference, {})).entries
    assert isinstance(failed, Failed)
    assert failed.detail
    return failed.reason


async def test_an_album(house: House) -> None:
    assert isinstance(house.albums(), PlaylistSource)
    playlist, entries = await read(house, f"https://musicbrainz.org/release/{house.album.id}")
    assert playlist.reference == f"album:{house.album.id}"
    assert (playlist.name, playlist.kind, playlist.count) == ("Album", MirrorKind.ALBUM, 3)
    assert playlist.cover_url == f"https://coverartarchive.org/release/{house.album.id}/front-500"
    assert playlist.album is not None
    assert (playlist.album.artists, playlist.album.year, playlist.album.count) == (("Anna",), 1999, 3)
    assert playlist.album.ids == {
        ExternalId(IdKind.MB_RELEASE, house.album.id),
        ExternalId(IdKind.MB_RELEASE_GROUP, house.album.group.id),
        ExternalId(IdKind.UPC, "602498765432"),
    }
    assert [(one.disc, one.number, one.title, one.artists) for one in entries] == [
        (1, 1, "Song: one (really?)", ("Anna", "Bert")),
        (1, 2, "Other (live)", ("Anna",)),
        (2, 1, "Song: one (really?)", ("Bert",)),
    ]
    first = entries[0]
    assert (first.duration, first.album) == (timedelta(milliseconds=181_500), "Album")
    assert first.ids == {
        ExternalId(IdKind.MB_TRACK, house.album.media[0].tracks[0].id),
        ExternalId(IdKind.MB_RECORDING, house.song.id),
        ExternalId(IdKind.ISRC, ISRC),
        ExternalId(IdKind.ISRC, "DEA120300002"),
    }
    assert house.requests == 1


async def test_a_release_group_takes_its_earliest_official_release(house: House) -> None:
    group = house.album.group
    for number in range(120):
        house.fake.add_release(group, date=f"20{number % 20:02}-01-01")
    house.fake.add_release(group, date="1980-01-01", status="Bootleg")
    first = house.fake.add_release(
        group, title="First", date="1998", media=[Medium(tracks=[Place(recording=house.song)])]
    )
    playlist, entries = await read(house, f"https://musicbrainz.org/release-group/{group.id}")
    assert (playlist.name, playlist.reference) == ("First", f"release-group:{group.id}")
    assert playlist.album is not None
    assert ExternalId(IdKind.MB_RELEASE, first.id) in playlist.album.ids
    assert playlist.cover_url is None
    assert len(entries) == 1
    assert house.requests == 3, "two pages of editions, and one of them"


async def test_nothing_is_listed(house: House) -> None:
    listed = await house.albums().list_playlists()
    assert isinstance(listed, Complete)
    assert listed.items == ()
    assert house.requests == 0


async def test_what_is_gone(house: House) -> None:
    nothing = "8f3471b5-7e6a-48da-86a9-c1c07a0f47ae"
    assert await reason(house, f"album:{nothing}") == "source_gone"
    assert await reason(house, f"release-group:{nothing}") == "source_gone"
    empty = house.fake.add_group("Empty", house.fake.artists[1])
    assert await reason(house, f"release-group:{empty.id}") == "source_gone"
    assert await reason(house, "album:nothing") == "invalid_input"
    # That it is gone is asked again: it may come back.
    house.album.id = nothing
    assert (await read(house, f"album:{nothing}"))[0].name == "Album"


@pytest.mark.parametrize("fault", list(Fault))
@pytest.mark.parametrize(("kind", "skip"), [("album", 0), ("release-group", 0), ("release-group", 1)])
async def test_no_fault_passes_for_an_empty_album(
    house: House, kind: str, skip: int, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syncopate.providers.pace.FIRST_REST", 0.0)
    house.fake.wire.fail(fault, skip=skip, retry_after="31" if fault is Fault.TOO_MANY else None)
    wanted = house.album.id if kind == "album" else house.album.group.id
    found = await reason(house, f"{kind}:{wanted}")
    expected = {
        Fault.UNAUTHORIZED: "login_rejected",
        Fault.FORBIDDEN: "login_lacks_rights",
        Fault.NOT_FOUND: "source_gone",
        Fault.TOO_MANY: "rate_limited",
        Fault.UNAVAILABLE: "rate_limited",
        Fault.HTML: "odd_answer",
        Fault.BROKEN: "odd_answer",
        Fault.EMPTY_PAGE: "odd_answer",
    }
    assert found == expected.get(fault, "unreachable")
