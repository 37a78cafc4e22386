"""Files are asked for once, looked at together, found where they land, and forgotten when they are done with."""

import shutil
from pathlib import Path

import pytest
from engine.providers.slskd.conftest import HERE, House
from fakes.serving import Fault
from fakes.slskd import Search, Transfer
from syncopate.domain.download import TransferState
from syncopate.domain.snapshot import Known, Unknown
from syncopate.errors import Unreachable
from syncopate.providers.slskd.keys import Shared


async def test_from_asking_to_the_file(house: House) -> None:
    house.peer()
    ticket = await house.begun()
    [transfer] = house.fake.transfers
    transfer.place = 4
    queued = await house.seen(ticket)
    assert (queued.state, queued.queue, queued.total) == (TransferState.QUEUED, 4, 1000)
    transfer.run(250)
    running = await house.seen(ticket)
    assert (running.state, running.done, running.speed) == (TransferState.RUNNING, 250, 1000)
    assert running.left is not None
    path = house.fake.finish(transfer)
    done = await house.seen(ticket)
    assert (done.state, done.path, done.done) == (TransferState.DONE, str(path), 1000)


async def test_asking_twice_finds_the_same(house: House) -> None:
    house.peer()
    first = await house.begun()
    assert await house.begun() == first
    assert len(house.fake.transfers) == 1
    house.fake.finish(house.fake.transfers[0])
    assert await house.begun() == first
    assert len(house.fake.transfers) == 1
    # The file was taken away: whoever asks wants it again.
    shutil.rmtree(house.fake.downloads)
    assert await house.begun() == first
    assert len(house.fake.transfers) == 2
    assert (await house.seen(first)).state is TransferState.QUEUED


async def test_after_a_failure_it_is_asked_for_anew(house: House) -> None:
    house.peer()
    ticket = await house.begun()
    house.fake.transfers[0].fail("Completed, TimedOut")
    assert await house.begun() == ticket
    assert len(house.fake.under_way()) == 1
    assert (await house.seen(ticket)).state is TransferState.QUEUED


async def test_all_are_looked_at_by_one_request(house: House) -> None:
    house.peer()
    tickets = [await house.begun(), await house.begun("Wonderwall (Live)")]
    house.fake.wire.journal.clear()
    found = await house.account().look([*tickets, Shared("nobody", "x.mp3").ticket, "nonsense"])
    assert isinstance(found, Known)
    states = [each.state for each in found.value.values()]
    assert states == [TransferState.QUEUED, TransferState.QUEUED, TransferState.GONE, TransferState.GONE]
    assert len(house.fake.wire.journal) == 1


@pytest.mark.parametrize(
    ("state", "exception", "reason"),
    [
        ("Completed, Rejected", "Transfer rejected: Too many files", "transfer_rejected"),
        ("Completed, Rejected", "Transfer rejected: File not shared.", "no_longer_offered"),
        ("Completed, TimedOut", None, "transfer_timed_out"),
        ("Completed, Errored", "Remote connection closed", "transfer_broke_off"),
        ("Completed, Errored", "User paul appears to be offline", "peer_offline"),
        ("Completed, Errored", "Failed to connect to peer", "peer_offline"),
        ("Completed, Aborted", None, "transfer_broke_off"),
    ],
)
async def test_why_it_failed(house: House, state: str, exception: str | None, reason: str) -> None:
    house.peer()
    ticket = await house.begun()
    house.fake.transfers[0].fail(state, exception)
    found = await house.seen(ticket)
    assert (found.state, found.reason) == (TransferState.FAILED, reason)


async def test_what_somebody_else_cancels(house: House) -> None:
    house.peer()
    ticket = await house.begun()
    house.fake.transfers[0].fail("Completed, Cancelled")
    assert (await house.seen(ticket)).state is TransferState.CANCELLED


async def test_who_is_offline(house: House) -> None:
    peer = house.peer()
    offers, _ = await house.searched()
    peer.online = False
    assert await house.account().begin(offers[0].key, house.place) == Unknown("peer_offline")


async def test_what_is_no_longer_shared(house: House) -> None:
    peer = house.peer()
    offers, _ = await house.searched()
    peer.files.clear()
    ticket = await house.account().begin(offers[0].key, house.place)
    assert isinstance(ticket, Known)
    assert (await house.seen(ticket.value)).reason == "no_longer_offered"


async def test_a_file_that_is_being_moved_is_waited_for(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.peer()
    ticket = await house.begun()
    place = house.fake.finish(house.fake.transfers[0], moved=False)
    found = await house.seen(ticket)
    assert (found.state, found.done) == (TransferState.RUNNING, 1000)
    monkeypatch.setattr("syncopate.providers.slskd.client.MOVING_SECONDS", -1.0)
    late = await house.seen(ticket)
    assert (late.state, late.reason, late.path) == (TransferState.FAILED, "file_not_here", None)
    assert f"{house.fake.remote}/" in late.detail
    assert str(place) in late.detail
    place.write_bytes(b"x" * 1000)
    assert (await house.seen(ticket)).path == str(place)


async def test_a_file_of_the_same_name_was_there_before(house: House) -> None:
    house.peer()
    ticket = await house.begun()
    folder = house.fake.downloads / HERE.rpartition("\\")[2]
    folder.mkdir()
    before = folder / "03 - Wonderwall.flac"
    before.write_bytes(b"another")
    path = house.fake.finish(house.fake.transfers[0])
    assert path != before
    assert (await house.seen(ticket)).path == str(path)


async def test_a_name_leads_nowhere_else(house: House, tmp_path: Path) -> None:
    peer = house.fake.add("paul")
    (tmp_path / "wonderwall oasis.mp3").write_bytes(b"x" * 1000)
    peer.share("..\\..\\wonderwall oasis.mp3")
    ticket = await house.begun("wonderwall oasis")
    house.fake.transfers[0].fail("Completed, Succeeded")
    assert (await house.seen(ticket)).path is None


async def test_a_link_is_no_file_that_came(house: House, tmp_path: Path) -> None:
    house.peer()
    ticket = await house.begun()
    place = house.fake.finish(house.fake.transfers[0])
    place.rename(tmp_path / "elsewhere")
    place.symlink_to(tmp_path / "elsewhere")
    assert (await house.seen(ticket)).path is None


async def test_cancelling(house: House) -> None:
    house.peer()
    ticket = await house.begun()
    await house.account().cancel(ticket)
    assert house.fake.transfers[0].state == "Completed, Cancelled"
    assert house.fake.under_way() == []
    await house.account().cancel(ticket)
    await house.account().cancel("nonsense")
    assert (await house.seen(ticket)).state is TransferState.GONE
    house.fake.wire.fail(Fault.UNAVAILABLE)
    with pytest.raises(Unreachable):
        await house.account().cancel(ticket)


async def test_only_what_is_ours_is_cleaned_up(house: House) -> None:
    peer = house.peer()
    mine, live = await house.begun(), await house.begun("Wonderwall (Live)")
    peer.share("Other\\Song.mp3")
    house.fake.transfers.append(Transfer(peer=peer, name="Other\\Song.mp3", size=1000))
    for number in range(3):
        theirs = f"79a1c1f2-6a53-4d8e-9d0f-1d8a1f0e2b1{number}"
        house.fake.searches[theirs] = Search(id=theirs, words="a", token=0, looks=0, result=[])
    for each in house.fake.transfers:
        if "Live" not in each.name:
            house.fake.finish(each)
    for _ in range(60):
        await house.searched()
    for search in house.fake.searches.values():
        if not search.over:
            search.finish("Completed, TimedOut")
    assert await house.account().clean_up([mine, live]) == 1 + 12
    assert sorted(each.name.rpartition("\\")[2] for each in house.fake.under_way()) == [
        "13 - Wonderwall (Live).flac",
        "Song.mp3",
    ]
    assert len(house.fake.searches) == 50 + 3
    assert await house.account().clean_up([mine, live]) == 0


async def test_what_does_not_answer(house: House) -> None:
    house.peer()
    offers, _ = await house.searched()
    house.fake.wire.fail(Fault.UNAVAILABLE)
    account = house.account()
    begun, looked = await account.begin(offers[0].key, house.place), await account.look([])
    assert begun == Unknown("unreachable")
    assert looked == Unknown("unreachable")
    assert await account.begin("nonsense", house.place) == Unknown("invalid_input")


class TestCheck:
    async def test_good(self, house: House) -> None:
        assert (await house.account().check()).ok
        house.peer()
        await house.begun()
        house.fake.finish(house.fake.transfers[0])
        assert (await house.account().check()).ok
        assert (await house.account(remote_folder="").check()).ok
        assert (await house.account(remote_folder="/app/downloads/").check()).ok

    @pytest.mark.parametrize("version", ["0.20.9.0", "0.9.1.0"])
    async def test_too_old(self, house: House, version: str) -> None:
        house.fake.version = version
        health = await house.account().check()
        assert (health.ok, health.reason) == (False, "unreachable")
        assert version in health.detail
        house.fake.version = "1.0.0.0"
        assert (await house.account().check()).ok

    async def test_wrong_key(self, house: House) -> None:
        assert (await house.account(api_key="wrong").check()).reason == "login_rejected"
        assert (await house.account(api_key="").check()).reason == "not_configured"
        assert (await house.account(local_folder=" ").check()).reason == "not_configured"

    async def test_not_logged_in_to_soulseek(self, house: House) -> None:
        house.fake.state = "Disconnected"
        health = await house.account().check()
        assert (health.ok, health.reason) == (False, "unreachable")
        assert "Soulseek" in health.detail

    async def test_another_folder(self, house: House, tmp_path: Path) -> None:
        other = tmp_path / "other"
        health = await house.account(local_folder=str(other)).check()
        assert health.reason == "folder_unreadable"
        assert str(other) in health.detail
        assert house.fake.remote in health.detail
        other.mkdir()
        assert (await house.account(local_folder=str(other)).check()).ok, "both are empty"
        (house.fake.downloads / "Album").mkdir()
        health = await house.account(local_folder=str(other)).check()
        assert health.reason == "folder_unreadable"
        assert all(part in health.detail for part in ("Album", str(other), house.fake.remote))
        (other / "Album").mkdir()
        assert (await house.account(local_folder=str(other)).check()).ok
        (house.fake.downloads / "Album").rmdir()
        health = await house.account(local_folder=str(other)).check()
        assert "empty" in health.detail

    async def test_another_folder_than_slskd_says(self, house: House) -> None:
        health = await house.account(remote_folder="/downloads").check()
        assert health.reason == "folder_unreadable"
        assert all(part in health.detail for part in ("/downloads", house.fake.remote))
