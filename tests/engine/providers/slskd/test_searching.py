"""Searches are ended by slskd's own word, find files and folders alike, and leave nothing behind."""

import asyncio
from contextlib import aclosing, suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from engine.providers.slskd.conftest import WONDERWALL, House
from fakes.serving import Fault
from syncopate.domain.download import Wanted, WantKind
from syncopate.domain.media import AudioFormat
from syncopate.providers.acquiring import DownloadSource, Offers, SearchEnd
from syncopate.providers.slskd import searching
from syncopate.providers.slskd.keys import is_ours, new_search, shared_of


async def test_files_of_a_folder_are_offers_like_any_other(house: House) -> None:
    peer = house.peer()
    peer.queue, peer.speed, peer.free_slot = 7, 123_456, False
    house.fake.add("mary").share("shared\\Oasis - Wonderwall.mp3", b"y" * 400, bitRate=320, length=259)
    offers, end = await house.searched()
    assert isinstance(house.account(), DownloadSource)
    assert end == SearchEnd(complete=True)
    album = [each for each in offers if each.peer == "paul"]
    assert [(each.track.title, each.track.number) for each in album] == [
        ("Wonderwall", 3),
        ("Wonderwall (Live)", 13),
    ]
    first = album[0]
    assert (first.free_slot, first.queue, first.speed) == (False, 7, 123_456)
    assert (first.track.artists, first.track.album) == (("Oasis",), "(What's the Story) Morning Glory")
    assert first.track.year == 1995
    assert first.track.format == AudioFormat(codec="flac", sample_rate=44100, bit_depth=16, lossless=True)
    assert (first.track.duration, first.track.size) == (timedelta(seconds=258), 1000)
    assert len({each.folder for each in album}) == 1
    alone = offers[-1]
    assert alone.track.path == "shared\\Oasis - Wonderwall.mp3"
    assert (alone.track.title, alone.track.artists) == ("Wonderwall", ("Oasis",))
    file = shared_of(alone.key)
    assert file is not None
    assert (file.user, file.size) == ("mary", 400)


async def test_locked_files_and_other_things_are_no_offers(house: House) -> None:
    peer = house.fake.add("paul")
    peer.share("Oasis\\Wonderwall.flac", locked=True)
    peer.share("Oasis\\Wonderwall.cue")
    peer.share("Oasis\\Wonderwall.flac.part")
    offers, end = await house.searched()
    assert (offers, end.complete) == ([], True)


async def test_it_ends_when_slskd_says_so(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "PATIENCE", 60.0)
    house.peer()
    house.fake.looks = 1
    offers, _ = await asyncio.wait_for(house.searched(), 5)
    assert len(offers) == 2
    [search] = house.fake.searches
    assert is_ours(search)
    assert house.fake.wire.asked(path="/api/v0/searches*")[0].method == "POST"
    assert len(house.fake.wire.asked("GET", "/api/v0/searches/*/responses")) <= 2


async def test_what_is_found_can_be_read_a_moment_after_the_end(house: House) -> None:
    house.peer()
    offers, end = await house.searched()
    assert (len(offers), end.complete) == (2, True)
    assert len(house.fake.wire.asked("GET", "/api/v0/searches/*/responses")) == 2


@pytest.mark.parametrize("end", ["Completed, Cancelled", "Completed, Errored"])
async def test_a_search_that_was_broken_off_proves_nothing(house: House, end: str) -> None:
    house.peer()
    house.fake.end = end
    offers, told = await house.searched()
    assert len(offers) == 2
    assert (told.complete, told.reason) == (False, "unreachable")


async def test_a_search_that_vanishes(house: House) -> None:
    house.peer()
    house.fake.looks = 1000
    running = asyncio.create_task(house.searched())
    while not house.fake.searches:  # noqa: ASYNC110 -- the fake tells nobody
        await asyncio.sleep(0.01)
    house.fake.searches.clear()
    offers, end = await running
    assert offers == []
    assert (end.complete, end.reason) == (False, "unreachable")
    assert "removed" in end.detail


async def test_a_search_without_an_end_is_stopped(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "PATIENCE", 0.1)
    house.peer()
    house.fake.looks = 10_000
    _, end = await house.searched()
    assert (end.complete, end.reason) == (False, "unreachable")
    assert house.fake.searches == {}
    assert len(house.fake.wire.asked("PUT")) == 1


async def test_who_has_enough_ends_it_at_slskd(house: House) -> None:
    for number in range(20):
        house.peer(f"user{number}")
    house.fake.looks, house.fake.stores_live = 10_000, True
    found = house.account().search(WONDERWALL)
    async with aclosing(found):
        async for part in found:
            assert isinstance(part, Offers)
            break
    assert house.fake.searches == {}
    assert [each.method for each in house.fake.wire.journal[-3:]] == ["PUT", "GET", "DELETE"]


async def test_who_is_cancelled_ends_it_at_slskd(house: House) -> None:
    house.peer()
    house.fake.looks = 10_000
    running = asyncio.create_task(house.searched())
    while not house.fake.wire.asked("GET", "/api/v0/searches/*"):  # noqa: ASYNC110 -- as above
        await asyncio.sleep(0.01)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert house.fake.searches == {}


async def test_more_and_more_is_read_where_slskd_tells_it_early(house: House) -> None:
    for number in range(50):
        house.peer(f"user{number}")
    house.fake.stores_live, house.fake.looks = True, 8
    offers, end = await house.searched()
    assert (len(offers), end.complete) == (100, True)
    assert len({each.key for each in offers}) == 100
    assert len(house.fake.wire.asked("GET", "/api/v0/searches/*/responses")) == 2


async def test_the_artist_is_left_out_where_soulseek_passes_nothing_on(house: House) -> None:
    house.peer()
    house.fake.barred = {"oasis"}
    wanted = replace(WONDERWALL, album="(What's the Story) Morning Glory")
    offers, end = await house.searched(wanted)
    assert house.words() == ["oasis wonderwall", "wonderwall morning glory"]
    assert (len(offers), end) == (2, SearchEnd(complete=True, asked=2))


async def test_words_the_user_bars_are_left_out(house: House) -> None:
    house.peer()
    offers, _ = await house.searched(barred="Linkin Park, oasis")
    assert house.words() == ["wonderwall"]
    assert len(offers) == 2


async def test_versions_are_searched_for_first(house: House) -> None:
    house.peer()
    wanted = replace(WONDERWALL, title="Wonderwall (Live) [2014 Remaster]")
    offers, end = await house.searched(wanted)
    assert house.words() == ["oasis wonderwall live", "oasis wonderwall"]
    assert [each.track.title for each in offers] == ["Wonderwall (Live)", "Wonderwall"]
    assert end.asked == 2


async def test_nothing_to_search_for(house: House) -> None:
    offers, end = await house.searched(Wanted(kind=WantKind.TRACK, title="???"))
    assert (offers, end.complete, end.reason, end.asked) == ([], False, "invalid_input", 0)
    parts = [part async for part in house.account().search_raw(" - ")]
    assert isinstance(parts[0], SearchEnd)
    assert not parts[0].complete
    assert house.fake.wire.journal == []


async def test_words_themselves(house: House) -> None:
    house.peer()
    parts = [part async for part in house.account().search_raw("Wonderwall  -LIVE!")]
    assert house.words() == ["wonderwall live"]
    assert isinstance(parts[0], Offers)
    assert [each.track.title for each in parts[0].offers] == ["Wonderwall (Live)"]
    assert parts[1:] == [SearchEnd(complete=True)]


async def test_slskd_without_soulseek(house: House) -> None:
    house.fake.state = "Disconnected"
    offers, end = await house.searched()
    assert (offers, end.complete, end.reason) == ([], False, "unreachable")
    assert end.detail == "slskd is not connected to Soulseek."
    assert len(house.fake.wire.journal) == 1


@pytest.mark.parametrize(
    "fault",
    [
        Fault.UNAUTHORIZED,
        Fault.SERVER_ERROR,
        Fault.SLOW,
        Fault.CUT_OFF,
        Fault.HTML,
        Fault.BROKEN,
        Fault.REFUSED,
    ],
)
@pytest.mark.parametrize("skip", [0, 1, 2, 3])
async def test_what_fails_on_the_way(house: House, fault: Fault, skip: int) -> None:
    house.peer()
    house.fake.wire.fail(fault, skip=skip)
    offers, end = await house.searched()
    assert offers == []
    assert not end.complete
    assert end.reason in {"unreachable", "odd_answer", "login_rejected"}
    assert house.fake.key not in end.detail


async def test_a_search_whose_answer_was_lost_is_not_begun_twice(house: House) -> None:
    house.peer()
    house.fake.wire.fail(Fault.DROPPED, method="POST", times=1)
    offers, end = await house.searched()
    assert (len(offers), end.complete, len(house.fake.searches)) == (2, True, 1)


def test_our_searches_are_known_by_their_ids() -> None:
    made = {new_search() for _ in range(100)}
    assert len(made) == 100
    assert all(map(is_ours, made))
    assert not is_ours("79a1c1f2-6a53-4d8e-9d0f-1d8a1f0e2b11")
    assert not is_ours("")
