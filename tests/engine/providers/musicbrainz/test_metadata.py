"""Asking what things are: by ids, by text, by what somebody typed; and what else they are called."""

from collections.abc import Awaitable, Callable

import pytest
from fakes.musicbrainz import FakeMusicBrainz
from fakes.serving import Fault
from syncopate.domain.album import SourceAlbum
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import Entry
from syncopate.domain.snapshot import Complete, Failed, Snapshot
from syncopate.providers.catalogue import Aliasing, Catalogue, FoundKind, Linking
from syncopate.providers.connections import Connections
from syncopate.providers.musicbrainz.metadata import MusicBrainzCatalogue

from .conftest import ISRC, House, stock


def complete[T](snapshot: Snapshot[T]) -> tuple[T, ...]:
    assert isinstance(snapshot, Complete), snapshot
    return snapshot.items


def entry(title: str, *artists: str, ids: frozenset[ExternalId] = frozenset()) -> Entry:
    return Entry(position=0, title=title, artists=artists, ids=ids)


def code(isrc: str = ISRC) -> ExternalId:
    return ExternalId(IdKind.ISRC, isrc)


async def test_what_it_fulfils(house: House) -> None:
    for protocol in (Catalogue, Linking, Aliasing):
        assert isinstance(house.catalogue(), protocol)
    assert (await house.catalogue().check()).ok


async def test_a_track_by_its_isrc(house: House) -> None:
    (found,) = complete(
        await house.catalogue().find_tracks(entry("Nothing like it", ids=frozenset({code()})), 5)
    )
    assert (found.key, found.title, found.artists) == (house.song.id, "Song: one (really?)", ("Anna", "Bert"))
    assert (found.album, found.year) == ("Album", 1999)
    assert found.ids == {
        ExternalId(IdKind.MB_RECORDING, house.song.id),
        code(),
        code("DEA120300002"),
    }
    assert house.fake.wire.journal[-1].path == f"/ws/2/isrc/{ISRC}"


async def test_a_track_by_its_own_id(house: House) -> None:
    own = ExternalId(IdKind.MB_RECORDING, house.song.id)
    (found,) = complete(await house.catalogue().find_tracks(entry("x", ids=frozenset({own, code()})), 5))
    assert found.key == house.song.id
    assert house.requests == 1


async def test_a_track_by_text_where_its_isrc_is_not_known(house: House) -> None:
    unknown = frozenset({code("DEA129900009")})
    (found,) = complete(
        await house.catalogue().find_tracks(entry('Song: One (Really?) "', "Anna", "X", ids=unknown), 5)
    )
    assert found.key == house.song.id
    assert [one.path for one in house.fake.wire.journal] == ["/ws/2/isrc/DEA129900009", "/ws/2/recording"]
    assert complete(await house.catalogue().find_tracks(entry("Song", "Nobody"), 5)) == ()
    assert complete(await house.catalogue().find_tracks(entry(" "), 5)) == ()
    assert len(complete(await house.catalogue().find_tracks(entry("Other"), 5))) == 1


async def test_videos_are_no_tracks_and_the_limit_holds(house: House) -> None:
    anna = house.fake.artists[1]
    for number in range(130):
        house.fake.add_recording(f"Many {number}", anna, video=number == 0)
    assert len(complete(await house.catalogue().find_tracks(entry("Many", "Anna"), 200))) == 99
    assert len(complete(await house.catalogue().find_tracks(entry("Many", "Anna"), 3))) <= 3


async def test_albums(house: House) -> None:
    upc = frozenset({ExternalId(IdKind.UPC, "602498765432")})
    (found,) = complete(await house.catalogue().find_albums(SourceAlbum(title="Whatever", ids=upc), 5))
    assert (found.title, found.artists, found.year, found.count) == ("Album", ("Anna",), 1999, 3)
    assert ExternalId(IdKind.MB_RELEASE, house.album.id) in found.ids
    assert upc <= found.ids
    house.album.barcode = ""
    unknown = frozenset({ExternalId(IdKind.UPC, "99999999999")})
    again = await house.catalogue().find_albums(SourceAlbum(title="Album", artists=("Anna",), ids=unknown), 5)
    assert len(complete(again)) == 1
    assert complete(await house.catalogue().find_albums(SourceAlbum(title=""), 5)) == ()


async def test_searching(house: House) -> None:
    catalogue = house.catalogue()
    (track,) = complete(await catalogue.search(" song anna really? ", FoundKind.TRACK, 5))
    assert (track.title, track.artists, track.reference) == ("Song: one (really?)", ("Anna", "Bert"), None)
    assert track.url == f"{house.fake.address}/recording/{house.song.id}"
    (album,) = complete(await catalogue.search("album", FoundKind.ALBUM, 5))
    assert (album.title, album.artists, album.year) == ("Album", ("Anna",), 1999)
    assert album.reference == f"release-group:{house.album.group.id}"
    assert album.url == f"{house.fake.address}/release-group/{house.album.group.id}"
    assert complete((await house.albums().read_playlist(album.reference, {})).entries)
    (artist,) = complete(await catalogue.search("bert", FoundKind.ARTIST, 5))
    assert (artist.title, artist.reference) == ("Bert", None)
    assert artist.url == f"{house.fake.address}/artist/{house.fake.artists[2].id}"
    assert complete(await catalogue.search("  ", FoundKind.ARTIST, 5)) == ()


async def test_what_a_recording_is_called_elsewhere(house: House) -> None:
    own = ExternalId(IdKind.MB_RECORDING, house.song.id)
    elsewhere = {
        ExternalId(IdKind.SPOTIFY, "4uLU6hMCjMI75M1A2tKUQC"),
        ExternalId(IdKind.DEEZER, "3135556"),
        code("DEA120300002"),
    }
    assert set(complete(await house.catalogue().ids_of(own))) == {*elsewhere, code()}
    twin = house.fake.add_recording("Song", house.fake.artists[1], isrcs=[ISRC])
    assert set(complete(await house.catalogue().ids_of(code()))) == {
        *elsewhere,
        own,
        ExternalId(IdKind.MB_RECORDING, twin.id),
    }
    assert complete(await house.catalogue().ids_of(code("DEA129900009"))) == ()
    page = ExternalId(IdKind.SPOTIFY, "4uLU6hMCjMI75M1A2tKUQC")
    assert set(complete(await house.catalogue().ids_of(page))) == {*elsewhere - {page}, own, code()}
    assert complete(await house.catalogue().ids_of(ExternalId(IdKind.SPOTIFY, "x" * 22))) == ()
    gone = ExternalId(IdKind.TIDAL, "1234")
    assert complete(await house.catalogue().ids_of(gone)) == (), "its page is no more"
    other = await house.catalogue().ids_of(ExternalId(IdKind.QOBUZ, "1"))
    assert isinstance(other, Failed)
    assert other.reason == "invalid_input"


async def test_what_an_artist_is_called_besides(house: House) -> None:
    catalogue = house.catalogue()
    assert complete(await catalogue.aliases_of("ANNA")) == ("Anya", "Ana")
    assert complete(await catalogue.aliases_of("ana")) == ("Anna", "Anya")
    assert complete(await catalogue.aliases_of("Bert")) == ()
    assert complete(await catalogue.aliases_of("Ann")) == ()
    house.fake.add_artist("Annalena", "Ben")
    house.fake.add_artist("Ben & Anna Band", "BAB")
    assert complete(await catalogue.aliases_of("Ben")) == ("Annalena",)
    assert complete(await catalogue.aliases_of(" ")) == ()


async def test_a_question_asked_again_makes_no_request(house: House) -> None:
    wanted = frozenset({code("DEA129900009")})
    for _ in range(3):
        await house.catalogue().find_tracks(entry("Song: one (really?)", "Anna", ids=wanted), 5)
        await house.catalogue().ids_of(code())
        await house.catalogue().aliases_of("Anna")
        await house.albums().read_playlist(f"album:{house.album.id}", {})
    assert house.requests == 5, "also that there is no such ISRC is remembered"


async def test_one_pace_for_all(house: House) -> None:
    await house.catalogue().aliases_of("Anna")
    await house.albums().check()
    budget = house.connections.paces.budget("musicbrainz")
    assert budget is not None
    assert budget.used == 2


async def test_once_a_second_is_what_it_allows(tmp_path: object, house: House) -> None:
    fake = FakeMusicBrainz(paced=True)
    async with fake:
        strict = stock(fake, house.storage)
        strict.connections = Connections()
        assert complete(await strict.catalogue().aliases_of("Anna"))
        assert complete(await strict.catalogue().ids_of(code()))
        assert [one.status for one in fake.wire.journal] == [200, 200]
        await strict.connections.close()


async def test_too_many_is_what_busy_means(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("syncopate.providers.pace.FIRST_REST", 40.0)
    house.fake.wire.fail(Fault.UNAVAILABLE, retry_after=None)
    first = await house.catalogue().aliases_of("Anna")
    assert isinstance(first, Failed)
    assert (first.reason, first.placeholders["retry_after"]) == ("rate_limited", "40")
    assert house.requests == 1, "at the first"
    second = await house.catalogue().aliases_of("Bert")
    assert isinstance(second, Failed)
    assert second.reason == "rate_limited"
    assert house.requests == 1, "it rests"


async def test_a_long_pause_is_told(house: House) -> None:
    house.fake.wire.fail(Fault.UNAVAILABLE, retry_after="90")
    failed = await house.catalogue().aliases_of("Anna")
    assert isinstance(failed, Failed)
    assert (failed.reason, failed.placeholders["retry_after"]) == ("rate_limited", "90")
    assert house.requests == 1


async def test_it_says_who_asks(house: House) -> None:
    await house.catalogue().aliases_of("Anna")
    (asked,) = house.fake.wire.journal
    assert asked.headers["User-Agent"].startswith("Syncopate/")
    assert "( https://" in asked.headers["User-Agent"]


WAYS: dict[str, Callable[[MusicBrainzCatalogue, str], Awaitable[Snapshot[object]]]] = {
    "isrc": lambda catalogue, _: catalogue.find_tracks(entry("x", ids=frozenset({code()})), 5),
    "recording": lambda catalogue, song: catalogue.find_tracks(
        entry("x", ids=frozenset({ExternalId(IdKind.MB_RECORDING, song)})), 5
    ),
    "tracks": lambda catalogue, _: catalogue.find_tracks(entry("Song: one (really?)", "Anna"), 5),
    "barcode": lambda catalogue, _: catalogue.find_albums(
        SourceAlbum(title="x", ids=frozenset({ExternalId(IdKind.UPC, "602498765432")})), 5
    ),
    "albums": lambda catalogue, _: catalogue.find_albums(SourceAlbum(title="Album"), 5),
    "search track": lambda catalogue, _: catalogue.search("song", FoundKind.TRACK, 5),
    "search album": lambda catalogue, _: catalogue.search("album", FoundKind.ALBUM, 5),
    "search artist": lambda catalogue, _: catalogue.search("anna", FoundKind.ARTIST, 5),
    "ids": lambda catalogue, song: catalogue.ids_of(ExternalId(IdKind.MB_RECORDING, song)),
    "ids of an isrc": lambda catalogue, _: catalogue.ids_of(code()),
    "aliases": lambda catalogue, _: catalogue.aliases_of("Anna"),
}
LOOK_UPS = {"isrc", "recording", "ids", "ids of an isrc"}
REASONS = {
    Fault.NOT_FOUND: "odd_answer",
    Fault.UNAUTHORIZED: "login_rejected",
    Fault.FORBIDDEN: "login_lacks_rights",
    Fault.TOO_MANY: "rate_limited",
    Fault.UNAVAILABLE: "rate_limited",
    Fault.HTML: "odd_answer",
    Fault.BROKEN: "odd_answer",
    Fault.EMPTY_PAGE: "odd_answer",
}


@pytest.mark.parametrize(
    ("way", "fault"),
    [
        (way, fault)
        for way in WAYS
        for fault in Fault
        # That an id is not there is an answer, and one thing is no list.
        if (fault is not Fault.NOT_FOUND or way not in LOOK_UPS)
        and (fault is not Fault.EMPTY_PAGE or way not in {"recording", "ids"})
    ],
)
async def test_no_fault_passes_for_nothing_found(
    house: House, way: str, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syncopate.providers.pace.FIRST_REST", 0.0)
    house.fake.wire.fail(fault, retry_after="31" if fault is Fault.TOO_MANY else None)
    answer = await WAYS[way](house.catalogue(), house.song.id)
    assert isinstance(answer, Failed)
    assert answer.reason == REASONS.get(fault, "unreachable")
    assert answer.detail
    assert (await house.catalogue().check()).ok == (fault is Fault.EMPTY_PAGE)
    if fault is not Fault.TOO_MANY:
        house.fake.wire.heal()
        assert complete(await WAYS[way](house.catalogue(), house.song.id)), "no error is remembered"
