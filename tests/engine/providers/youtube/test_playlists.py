"""Playlists and albums: every page, or a reason."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from fakes.serving import Fault
from fakes.youtube import Playlist, Video, upload, video
from fakes.youtube.model import EPISODE, OMV
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import Entry, LeftOut, MirrorKind, Unfit
from syncopate.domain.snapshot import Complete, Failed
from syncopate.providers.capability import ReadPlaylist

from .conftest import House


async def read(house: House, reference: str, *, signed_in: bool = False) -> ReadPlaylist:
    return await house.playlists(house.anna if signed_in else None).read_playlist(reference, {})


def entries(found: ReadPlaylist) -> tuple[Entry, ...]:
    assert isinstance(found.entries, Complete), found.entries
    return found.entries.items


def reason(found: ReadPlaylist) -> str:
    assert isinstance(found.entries, Failed), found.entries
    assert found.entries.detail
    return found.entries.reason


def add(house: House, count: int = 3, **more: str) -> Playlist:
    return house.fake.add_playlist("Evening", [video(one) for one in range(count)], **more)


@pytest.mark.parametrize("count", [0, 1, 100, 101, 450])
async def test_all_pages(house: House, count: int) -> None:
    playlist = add(house, count, description="What I hear", owner="Bert")
    found = await read(house, f"playlist:{playlist.id}")
    assert [entry.title for entry in entries(found)] == [f"Song {one}" for one in range(count)]
    assert [entry.position for entry in entries(found)] == list(range(count))
    assert house.browsed() == max(-(-count // 100), 1)
    about = found.playlist
    assert (about.name, about.description, about.count) == ("Evening", "What I hear", count)
    assert (about.owner, about.kind) == ("Bert", MirrorKind.PLAYLIST)
    assert about.cover_url == f"https://pictures/{playlist.id}/544"
    assert about.reference == f"playlist:{playlist.id}"


async def test_an_entry(house: House) -> None:
    album = house.fake.add_album("Believe", "Cher", 1998, 2)
    playlist = house.fake.add_playlist("Evening", [album.songs[0], Video("Duet", ["Cher", "Sonny"])])
    first, second = entries(await read(house, f"playlist:{playlist.id}"))
    assert first == Entry(
        position=0,
        title="Believe 1",
        artists=("Cher",),
        album="Believe",
        duration=timedelta(seconds=201),
        ids=frozenset({ExternalId(IdKind.YOUTUBE, album.songs[0].id)}),
    )
    assert (second.artists, second.album) == (("Cher", "Sonny"), None)


async def test_what_people_wrote_is_read_and_what_the_catalogue_says_is_not(house: House) -> None:
    playlist = house.fake.add_playlist(
        "Evening",
        [
            Video("Hello - Live (Official Audio)", ["Adele"]),
            upload("Adele - Hello (Official Music Video)", "AdeleVEVO"),
            upload("Alan Walker - Faded [Lyrics]", "7clouds"),
            upload("YOASOBI「アイドル」 Official Music Video", "YOASOBI", OMV),
        ],
    )
    found = entries(await read(house, f"playlist:{playlist.id}"))
    assert [(one.title, one.artists) for one in found] == [
        ("Hello - Live (Official Audio)", ("Adele",)),
        ("Hello", ("Adele",)),
        ("Faded", ("Alan Walker",)),
        ("アイドル", ("YOASOBI",)),
    ]


async def test_what_is_no_music_is_left_out(house: House) -> None:
    videos = [
        video(0),
        Video("Song deleted", [], available=False),
        Video("[Private video]", [], available=False),
        Video("Episode 7", ["Podcast"], EPISODE),
        Video("Not here", ["Cher"], available=False),
        video(1),
    ]
    playlist = house.fake.add_playlist("Evening", videos)
    found = await read(house, f"playlist:{playlist.id}")
    # What is only not to be had here is a song all the same.
    assert [one.title for one in entries(found)] == ["Song 0", "Not here", "Song 1"]
    assert [one.position for one in entries(found)] == [0, 1, 2]
    assert found.playlist.count == 6
    hidden = LeftOut(Unfit.UNAVAILABLE)
    assert [(one.why, one.label) for one in found.left_out] == [
        (Unfit.UNAVAILABLE, ""),
        (Unfit.PODCAST, "Episode 7"),
        (Unfit.UNAVAILABLE, ""),
    ]
    assert found.left_out[-1] == hidden


@pytest.mark.parametrize(
    "text",
    [
        "{id}",
        "playlist:{id}",
        "playlist:VL{id}",
        "https://www.youtube.com/playlist?list={id}&si=abc",
        "Hear this: https://music.youtube.com/playlist?list={id}",
        "https://www.youtube.com/watch?v=abcdefghijk&list={id}&index=3",
        "https://youtu.be/abcdefghijk?list={id}",
        "music.youtube.com/browse/VL{id}",
    ],
)
async def test_ways_to_name_it(house: House, text: str) -> None:
    playlist = add(house, privacy="UNLISTED")
    found = await read(house, text.format(id=playlist.id))
    assert len(entries(found)) == 3
    assert found.playlist.reference == f"playlist:{playlist.id}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nothing at all",
        "playlist:",
        "album:PLabc",
        "track:abcdefghijk",
        "https://youtu.be/abcdefghijk",
        "https://www.youtube.com/watch?v=abcdefghijk&list=RDabcdefghijk",
        "playlist:RDabcdefghijk",
        "UCabc",
    ],
)
async def test_what_names_nothing(house: House, text: str) -> None:
    assert reason(await read(house, text)) == "invalid_input"
    assert not house.fake.wire.journal


async def test_gone_and_private(house: House) -> None:
    playlist = add(house, privacy="PRIVATE")
    reference = f"playlist:{playlist.id}"
    assert reason(await read(house, reference)) == "source_closed"
    assert len(entries(await read(house, reference, signed_in=True))) == 3
    del house.fake.playlists[playlist.id]
    assert reason(await read(house, reference)) == "source_gone"
    assert reason(await read(house, reference, signed_in=True)) == "source_gone"
    assert reason(await read(house, "album:MPREb_nothing")) == "source_gone"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("The playlist does not exist.", "source_gone"),
        ("This playlist is private.", "source_closed"),
        ("Something went wrong.", "unreachable"),
    ],
)
async def test_alerts_instead_of_a_page(house: House, said: str, expected: str) -> None:
    playlist = add(house)
    house.fake.alerts[f"VL{playlist.id}"] = said
    assert reason(await read(house, f"playlist:{playlist.id}")) == expected


async def test_albums(house: House) -> None:
    album = house.fake.add_album("Believe", "Cher", 1998, 10)
    album.songs[3].artists = ["Cher", "Sonny"]
    album.songs[4].available = False
    for reference in (f"album:{album.id}", f"album:{album.audio_id}"):
        found = await read(house, reference)
        about = found.playlist
        assert (about.reference, about.name, about.kind) == (reference, "Believe", MirrorKind.ALBUM)
        assert about.album is not None
        assert (about.album.artists, about.album.year, about.album.count) == (("Cher",), 1998, 10)
        assert [one.number for one in entries(found)] == [1, 2, 3, 4, None, 6, 7, 8, 9, 10]
        assert entries(found)[0].artists == ("Cher",)
        assert entries(found)[3].artists == ("Cher", "Sonny")
        assert entries(found)[9].duration == timedelta(seconds=210)
        assert entries(found)[9].album == "Believe"
    shared = await read(house, f"https://music.youtube.com/playlist?list={album.audio_id}")
    assert len(entries(shared)) == 10


async def test_an_album_of_which_a_part_is_missing(house: House) -> None:
    album = house.fake.add_album("Believe", "Cher", 1998, 10)
    house.fail(Fault.EMPTY_PAGE)
    assert reason(await read(house, f"album:{album.id}")) == "odd_answer"


async def test_what_an_account_likes(house: House) -> None:
    house.anna.liked = [video(one) for one in range(150)]
    found = await read(house, "liked", signed_in=True)
    assert len(entries(found)) == 150
    assert (found.playlist.reference, found.playlist.name) == ("liked", "Liked Music")
    linked = await read(house, "https://music.youtube.com/playlist?list=LM", signed_in=True)
    assert linked.playlist.reference == "liked"
    assert reason(await read(house, "liked")) == "not_configured"


async def test_signed_out(house: House) -> None:
    house.anna.signed_in = False
    playlist = add(house, privacy="PRIVATE")
    assert reason(await read(house, "liked", signed_in=True)) == "login_rejected"
    assert reason(await read(house, f"playlist:{add(house).id}", signed_in=True)) == "login_rejected"
    assert reason(await read(house, f"playlist:{playlist.id}", signed_in=True)) == "login_rejected"
    assert reason(await read(house, "playlist:PLnothing", signed_in=True)) == "login_rejected"
    listed = await house.playlists(house.anna).list_playlists()
    assert isinstance(listed, Failed)
    assert listed.reason == "login_rejected"
    assert (await house.playlists(house.anna).check()).reason == "login_rejected"


EXPECTED = {
    Fault.UNAUTHORIZED: "login_rejected",
    Fault.FORBIDDEN: "login_lacks_rights",
    Fault.TOO_MANY: "rate_limited",
    Fault.HTML: "odd_answer",
    Fault.BROKEN: "odd_answer",
    Fault.EMPTY_PAGE: "odd_answer",
}


@pytest.mark.parametrize("kind", ["playlist", "album", "shared", "liked"])
@pytest.mark.parametrize("fault", list(Fault))
async def test_a_fault_is_never_a_shorter_list(house: House, fault: Fault, kind: str) -> None:
    album = house.fake.add_album("Believe", "Cher", 1998, 10)
    house.anna.liked = [video(0)]
    references = {
        "playlist": f"playlist:{add(house).id}",
        "album": f"album:{album.id}",
        "shared": f"album:{album.audio_id}",
        "liked": "liked",
    }
    house.fail(fault, "*/browse")
    found = await read(house, references[kind], signed_in=kind == "liked")
    assert reason(found) == EXPECTED.get(fault, "unreachable")


@pytest.mark.parametrize("fault", list(Fault))
@pytest.mark.parametrize("skip", [1, 3])
async def test_a_fault_on_a_later_page(house: House, fault: Fault, skip: int) -> None:
    playlist = add(house, 390)
    house.fail(fault, "*/browse", skip=skip)
    assert reason(await read(house, f"playlist:{playlist.id}")) == EXPECTED.get(fault, "unreachable")


async def test_a_page_of_deleted_songs_does_not_end_a_list(house: House) -> None:
    house.fake.page = 2
    deleted = [Video("Song deleted", [], available=False) for _ in range(2)]
    playlist = house.fake.add_playlist("Evening", [video(0), video(1), *deleted, video(2)])
    assert reason(await read(house, f"playlist:{playlist.id}")) == "odd_answer"


@pytest.mark.parametrize("fault", [Fault.UNAVAILABLE, Fault.SERVER_ERROR, Fault.DROPPED, Fault.CUT_OFF])
async def test_trouble_that_passes_costs_one_request(house: House, fault: Fault) -> None:
    playlist = add(house, 450)
    house.fail(fault, "*/browse", skip=3, times=1)
    assert len(entries(await read(house, f"playlist:{playlist.id}"))) == 450
    assert house.browsed() == 6


async def test_the_first_page_sends_on_to_a_question_about_cookies(house: House) -> None:
    playlist = add(house)
    house.fake.asks_for_consent = True
    assert len(entries(await read(house, f"playlist:{playlist.id}"))) == 3


async def test_the_first_page_is_asked_for_again_after_trouble(house: House) -> None:
    playlist = add(house)
    house.fail(Fault.NOT_FOUND, "/", times=1)
    assert reason(await read(house, f"playlist:{playlist.id}")) == "unreachable"
    assert len(entries(await read(house, f"playlist:{playlist.id}"))) == 3


async def test_two_reads_at_once(house: House) -> None:
    lists = [add(house, 150 + one) for one in range(5)]
    source = house.playlists()
    found = await asyncio.gather(*(source.read_playlist(f"playlist:{one.id}", {}) for one in lists))
    assert [len(entries(one)) for one in found] == [150, 151, 152, 153, 154]


async def test_a_read_that_is_given_up(house: House) -> None:
    playlist = add(house, 450)
    house.fail(Fault.SLOW, "*/browse", skip=1)
    reading = asyncio.create_task(read(house, f"playlist:{playlist.id}"))
    while house.browsed() < 1:  # noqa: ASYNC110 -- nothing else is to be told of it
        await asyncio.sleep(0.01)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    await house.connections.close()
    await house.fake.wire.settled()
    assert house.browsed() <= 2


async def test_check(house: House) -> None:
    assert (await house.playlists().check()).ok
    assert (await house.playlists(house.anna).check()).ok
    before = len(house.fake.wire.journal)
    assert (await house.playlists(house.anna).check()).ok
    assert len(house.fake.wire.journal) == before


@pytest.mark.parametrize("fault", [one for one in Fault if one is not Fault.EMPTY_PAGE])
async def test_check_tells_what_is_wrong(house: House, fault: Fault) -> None:
    house.fail(fault)
    for account in (None, house.anna):
        health = await house.playlists(account).check()
        assert not health.ok
        assert health.reason
        assert health.detail


async def test_nothing_secret_is_told(house: House, texts: Callable[[], str]) -> None:
    house.fail(Fault.BROKEN, "*/browse")
    found = await read(house, "liked", signed_in=True)
    assert house.anna.proof not in repr(found) + texts()
    house.fake.wire.heal()
    house.fail(Fault.DROPPED)
    found = await read(house, "liked", signed_in=True)
    assert house.anna.proof not in repr(found) + texts()
