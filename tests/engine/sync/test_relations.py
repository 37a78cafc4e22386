"""What catalogues that link the services say of an entry comes before its words."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from fakes.deezer.server import Deezer
from fakes.musicbrainz import Artist, FakeMusicBrainz, Recording
from fakes.serving import Fault
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.match import Verdict
from syncopate.domain.playlist import Entry
from syncopate.providers.musicbrainz import client as talking
from syncopate.store import identities
from syncopate.store.entries import StoredEntry
from syncopate.store.identities import Identity
from syncopate.sync.identifying import identify_entries

if TYPE_CHECKING:
    from conftest import Household

ISRC = ExternalId(IdKind.ISRC, "DEA120300001")
SPOTIFY = ExternalId(IdKind.SPOTIFY, "4uLU6hMCjMI75M1A2tKUQC")


@dataclass
class World:
    """A household, Deezer with one song under a name nobody would find it by, and MusicBrainz that links it."""

    household: Household
    deezer: Deezer
    brainz: FakeMusicBrainz
    artist: Artist
    recording: Recording
    key: int

    async def identified(self, *ids: ExternalId, title: str = "Song Two") -> Identity:
        """Return what an entry with these ids is at Deezer, looked for once."""
        entry = Entry(position=0, title=title, artists=("The Band",), ids=frozenset(ids))
        kit = self.household.kit
        await identify_entries(kit, [StoredEntry("one", entry)], catalogue="deezer")
        return await kit.database.read(identities.get, "one", "deezer")

    def asked_of_brainz(self) -> list[str]:
        """Return what MusicBrainz was asked for."""
        return [each.path.removeprefix("/ws/2/") for each in self.brainz.wire.journal]


@pytest.fixture
async def world(household: Household, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    monkeypatch.setattr(talking, "LIMIT", replace(talking.LIMIT, requests=100))
    async with Deezer() as deezer, FakeMusicBrainz(paced=False) as brainz:
        album = deezer.music.add_album("Die Gruppe", "Platte", ["Lied zwei"])
        key = album.tracks[0]
        artist = brainz.add_artist("The Band")
        recording = brainz.add_recording("Song Two", artist, isrcs=[ISRC.value])
        recording.urls = [
            (f"https://www.deezer.com/track/{key}", False),
            (f"https://open.spotify.com/track/{SPOTIFY.value}", False),
        ]
        household.kit = replace(
            household.kit,
            endpoints={
                "api.deezer.com": deezer.address,
                "musicbrainz.org": brainz.address,
                "*": "http://127.0.0.1:9",
            },
        )
        yield World(household, deezer, brainz, artist, recording, key)
        await household.kit.connections.close()


@pytest.mark.parametrize("kind", [IdKind.ISRC, IdKind.MB_RECORDING, IdKind.SPOTIFY])
async def test_an_id_leads_to_another_service_over_musicbrainz(world: World, kind: IdKind) -> None:
    own = ExternalId(IdKind.MB_RECORDING, world.recording.id)
    known = await world.identified({ISRC.kind: ISRC, SPOTIFY.kind: SPOTIFY, own.kind: own}[kind])
    assert (known.verdict, known.reason) == (Verdict.MATCH, "linked")
    assert known.found is not None
    assert (known.found.key, known.found.title) == (str(world.key), "Lied zwei")
    before = len(world.brainz.wire.journal), len(world.deezer.wire.journal)
    await world.identified(ISRC)
    assert (len(world.brainz.wire.journal), len(world.deezer.wire.journal)) == before, "it is remembered"


async def test_what_shares_its_isrc_needs_nobody_else(world: World) -> None:
    album = world.deezer.music.add_album("The Band", "Record", ["Song Two"])
    world.deezer.music.tracks[album.tracks[0]].isrc = ISRC.value
    known = await world.identified(ISRC)
    assert known.found is not None
    assert known.found.key == str(album.tracks[0])
    assert known.reason != "linked"
    assert world.asked_of_brainz() == []


async def test_a_code_that_only_musicbrainz_knows_is_asked_for(world: World) -> None:
    world.recording.urls = []
    world.recording.isrcs.append("DEA120300002")
    world.deezer.music.tracks[world.key].isrc = "DEA120300002"
    known = await world.identified(ISRC)
    assert known.found is not None
    assert (known.reason, known.found.key) == ("linked", str(world.key))


async def test_links_come_before_words(world: World) -> None:
    world.deezer.music.add_album("The Band", "Cover versions", ["Song Two"])
    known = await world.identified(ISRC)
    assert known.found is not None
    assert (known.reason, known.found.key) == ("linked", str(world.key))


async def test_words_are_left_where_nothing_is_linked_or_nobody_answers(world: World) -> None:
    album = world.deezer.music.add_album("The Band", "Record", ["Song Two"])
    world.recording.urls = []
    known = await world.identified(ISRC)
    assert known.found is not None
    assert (known.verdict, known.found.key) == (Verdict.MATCH, str(album.tracks[0]))
    assert known.reason != "linked"


async def test_a_catalogue_that_does_not_link_now_holds_nothing_up(world: World) -> None:
    album = world.deezer.music.add_album("The Band", "Record", ["Song Two"])
    world.brainz.wire.fail(Fault.FORBIDDEN)
    known = await world.identified(ISRC)
    assert known.found is not None
    assert known.found.key == str(album.tracks[0])


async def test_an_entry_without_ids_asks_nobody_for_links(world: World) -> None:
    await world.identified()
    assert world.asked_of_brainz() == []
