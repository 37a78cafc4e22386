"""Searching Last.fm."""

import pytest
from fakes.serving import Fault
from syncopate.domain.album import SourceAlbum
from syncopate.domain.playlist import Entry
from syncopate.domain.snapshot import Complete, Failed
from syncopate.providers.catalogue import Catalogue, FoundKind

from .conftest import House


async def test_tracks(house: House) -> None:
    catalogue = house.catalogue()
    assert isinstance(catalogue, Catalogue)
    entry = Entry(position=0, title="Thunderstruck", artists=("AC/DC", "Somebody"))
    found = await catalogue.find_tracks(entry, 5)
    assert isinstance(found, Complete)
    assert [(one.key, one.title, one.artists) for one in found.items] == [
        ("AC%2FDC/Thunderstruck", "Thunderstruck", ("AC/DC",))
    ]
    found = await catalogue.find_tracks(Entry(position=0, title="Song"), 7)
    assert isinstance(found, Complete)
    assert len(found.items) == 7
    assert dict(house.fake.wire.journal[-1].query)["limit"] == "7"


async def test_albums(house: House) -> None:
    found = await house.catalogue().find_albums(SourceAlbum(title="Believe", artists=("Cher",)), 5)
    assert isinstance(found, Complete)
    assert [(one.title, one.artists) for one in found.items] == [("Believe", ("Cher",))]


@pytest.mark.parametrize(
    ("kind", "text", "reference"),
    [
        (FoundKind.TRACK, "thunder", None),
        (FoundKind.ALBUM, "believe", "album:Cher/Believe"),
        (FoundKind.ARTIST, "ac/dc", "artist:AC%2FDC"),
    ],
)
async def test_search(house: House, kind: FoundKind, text: str, reference: str | None) -> None:
    found = await house.catalogue().search(text, kind, 10)
    assert isinstance(found, Complete)
    assert [(one.kind, one.reference) for one in found.items] == [(kind, reference)]
    if reference is not None:
        read = await house.playlists().read_playlist(reference, {})
        assert isinstance(read.entries, Complete)


@pytest.mark.parametrize("kind", list(FoundKind))
async def test_nothing_found(house: House, kind: FoundKind) -> None:
    found = await house.catalogue().search("zzz", kind, 10)
    assert isinstance(found, Complete)
    assert not found.items
    assert isinstance(await house.catalogue().search(" ", kind, 10), Complete)
    assert len(house.fake.wire.journal) == 1


@pytest.mark.parametrize("fault", [one for one in Fault if one is not Fault.EMPTY_PAGE])
async def test_faults(house: House, fault: Fault) -> None:
    house.fail(fault)
    catalogue = house.catalogue()
    assert isinstance(await catalogue.find_tracks(Entry(position=0, title="x"), 3), Failed)
    assert not (await catalogue.check()).ok
