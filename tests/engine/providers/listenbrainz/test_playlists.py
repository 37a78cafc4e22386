"""Reading the service: lists, playlists, loved recordings, marks, and whatever goes wrong with them."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest
from fakes.listenbrainz import Feedback
from fakes.serving import Fault
from syncopate.domain.playlist import Entry, SourcePlaylist
from syncopate.domain.snapshot import Complete, Failed, Known, Snapshot, Unknown
from syncopate.providers.browsing import Browsable, Offer, Shelf
from syncopate.providers.capability import ReadPlaylist, Versioned
from syncopate.providers.listenbrainz.playlists import ListenBrainzPlaylists

from .conftest import House, track


def complete[T](snapshot: Snapshot[T]) -> tuple[T, ...]:
    assert isinstance(snapshot, Complete), snapshot
    return snapshot.items


async def read(source: ListenBrainzPlaylists, reference: str) -> tuple[SourcePlaylist, tuple[Entry, ...]]:
    found = await source.read_playlist(reference, {})
    return found.playlist, complete(found.entries)


async def test_what_it_fulfils(house: House) -> None:
    assert isinstance(house.source(), Versioned)
    assert isinstance(house.source(), Browsable)


async def test_all_playlists_over_many_pages(house: House) -> None:
    own = [house.fake.add("anna", f"Own {number}") for number in range(230)]
    made = house.fake.make_for("anna", "weekly-jams", "Jams")
    shared = house.fake.add("Bert B/C", "Shared", collaborators=["anna"])
    house.fake.add("Bert B/C", "Not hers")
    found = complete(await house.source().list_playlists())
    assert [one.reference for one in found] == [
        "loved",
        *[f"playlist:{one.mbid}" for one in reversed(own)],
        f"createdfor:{made.patch}",
        f"playlist:{shared.mbid}",
    ]
    assert found[-2].description == "Made for anna & nobody else, by weekly-jams ."
    assert found[-1].owner == "Bert B/C"
    assert len(house.fake.wire.asked(path="/1/user/anna/playlists")) == 3


async def test_without_an_account_nothing_is_listed_but_all_that_is_public_read(house: House) -> None:
    public = house.fake.add("anna", "Public", [track("Song")])
    source = house.source("")
    assert complete(await source.list_playlists()) == ()
    assert complete(await source.browse("")) == ()
    assert (await source.check()).ok
    playlist, entries = await read(source, f"https://listenbrainz.org/playlist/{public.mbid}")
    assert playlist.reference == f"playlist:{public.mbid}"
    assert [entry.title for entry in entries] == ["Song"]


async def test_private_playlists_need_the_token(house: House) -> None:
    private = house.fake.add("anna", "Private", [track("Song")], public=False)
    reference = f"playlist:{private.mbid}"
    anybody, owner = house.source(), house.source(token="token-of-anna")
    assert [one.reference for one in complete(await anybody.list_playlists())] == ["loved"]
    assert reference in [one.reference for one in complete(await owner.list_playlists())]
    closed = await anybody.read_playlist(reference, {})
    assert isinstance(closed.entries, Failed)
    assert closed.entries.reason == "source_gone"
    assert "private" in closed.entries.detail
    assert len((await read(owner, reference))[1]) == 1


async def test_a_playlist(house: House) -> None:
    made = house.fake.add("anna", "Mix", [track("One", "Anna", "Bert", album="First"), track("Two")])
    made.tracks[1].title = ""
    source = house.source()
    playlist, entries = await read(source, f"playlist:{made.mbid}")
    assert (playlist.name, playlist.count, playlist.owner) == ("Mix", 2, "anna")
    assert [(entry.title, entry.artists, entry.album) for entry in entries] == [
        ("One", ("Anna", "Bert"), "First")
    ]
    house.fake.edit(made, [])
    assert (await read(source, f"playlist:{made.mbid}"))[1] == ()
    house.fake.playlists.remove(made)
    gone = (await source.read_playlist(f"playlist:{made.mbid}", {})).entries
    assert isinstance(gone, Failed)
    assert gone.reason == "source_gone"


async def test_marks_change_with_the_content(house: House) -> None:
    made = house.fake.add("anna", "Mix", [track("One")])
    source, reference = house.source(), f"playlist:{made.mbid}"
    playlist, _ = await read(source, reference)
    assert await source.read_version(reference) == Known(playlist.version)
    assert house.fake.wire.journal[-1].query == (("fetch_metadata", "false"),)
    listed = complete(await source.list_playlists())
    assert playlist.version in [one.version for one in listed]
    house.fake.edit(made, [track("Two")])
    assert await source.read_version(reference) not in {Known(playlist.version), Known(None)}
    house.fake.playlists.clear()
    assert isinstance(await source.read_version(reference), Unknown)


async def test_what_is_made_every_week_is_kept_by_its_kind(house: House) -> None:
    first = house.fake.make_for("anna", "weekly-jams", "Week 1", [track("One")])
    source, reference = house.source(), "createdfor:weekly-jams"
    before = await source.read_version(reference)
    playlist, entries = await read(source, reference)
    assert (playlist.name, playlist.reference) == ("Week 1", reference)
    assert before == Known(playlist.version)
    house.fake.make_for("anna", "weekly-jams", "Week 2", [track("Two"), track("Three")])
    assert await source.read_version(reference) != before
    playlist, entries = await read(source, reference)
    assert (playlist.name, [entry.title for entry in entries]) == ("Week 2", ["Two", "Three"])
    assert isinstance((await source.read_playlist(f"playlist:{first.mbid}", {})).entries, Failed)
    other, _ = await read(house.source("Bert B/C"), "createdfor:weekly-jams:anna")
    assert other.reference == "createdfor:weekly-jams:anna"
    for missing in ("createdfor:daily-jams", "createdfor:weekly-jams:nobody"):
        gone = (await source.read_playlist(missing, {})).entries
        assert isinstance(gone, Failed)
        assert gone.reason == "source_gone"


async def test_older_ones_of_a_kind_are_kept_by_their_id(house: House) -> None:
    older = house.fake.add("listenbrainz", "Older", created_for="anna", patch="weekly-jams")
    house.fake.add("listenbrainz", "Newer", created_for="anna", patch="weekly-jams")
    plain = house.fake.add("listenbrainz", "Once", created_for="anna")
    found = complete(await house.source().browse("createdfor:anna"))
    assert [one.reference for one in found if isinstance(one, SourcePlaylist)] == [
        f"playlist:{plain.mbid}",
        "createdfor:weekly-jams",
        f"playlist:{older.mbid}",
    ]


async def test_loved_recordings_over_many_pages(house: House) -> None:
    for number in range(250):
        house.fake.love("anna", Feedback(title=f"Song {number}", artist="Anna"))
        house.fake.love("anna", Feedback(title="Hated", artist="Anna", score=-1))
    source = house.source()
    before = await source.read_version("loved")
    playlist, entries = await read(source, "loved")
    assert [entry.title for entry in entries] == [f"Song {number}" for number in reversed(range(250))]
    assert (playlist.reference, playlist.count, playlist.owner) == ("loved", 250, "anna")
    assert before == Known(playlist.version)
    house.fake.feedback["anna"].pop(0)
    changed = await source.read_version("loved")
    assert changed != before
    house.fake.love("anna", Feedback(title="New", artist="Anna"))
    assert await source.read_version("loved") not in {before, changed}
    playlist, _ = await read(house.source(""), "loved:anna")
    assert playlist.reference == "loved:anna"
    nobody = await source.read_playlist("loved:nobody", {})
    assert isinstance(nobody.entries, Failed)


async def test_nothing_loved_is_nothing(house: House) -> None:
    assert (await read(house.source(), "loved"))[1] == ()
    assert await house.source().read_version("loved") == Known("0")


async def test_shelves(house: House) -> None:
    made = house.fake.make_for("Bert B/C", "weekly-jams", "Jams")
    house.fake.make_for("Bert B/C", "top-of-the-year", "Year")
    own = house.fake.add("Bert B/C", "Own")
    source = house.source()
    first = complete(await source.browse(""))
    assert [one.key for one in first if isinstance(one, Shelf)] == [
        f"{kind}:anna" for kind in ("own", "createdfor", "collaborator", "recommendations")
    ]
    assert isinstance(first[0], SourcePlaylist)
    assert first[0].reference == "loved"
    names = [one.name for one in first[1:]]
    assert "Created for you" in names
    his = complete(await source.browse("user:Bert B/C"))
    assert isinstance(his[0], SourcePlaylist)
    assert his[0].reference == "loved:Bert B/C"
    assert "Created for Bert B/C" in [one.name for one in his]
    (shown,) = complete(await source.browse("own:Bert B/C"))
    assert isinstance(shown, SourcePlaylist)
    assert shown.reference == f"playlist:{own.mbid}"
    (recommended,) = complete(await source.browse("recommendations:Bert B/C"))
    assert isinstance(recommended, SourcePlaylist)
    assert recommended.reference == f"createdfor:{made.patch}:Bert B/C"
    assert complete(await source.browse("collaborator:Bert B/C")) == ()
    for unknown in ("nothing", "nothing:anna", "own", "own:nobody"):
        answer = await source.browse(unknown)
        assert isinstance(answer, Failed)
        assert answer.reason == "not_found"


async def test_checks(house: House) -> None:
    assert (await house.source().check()).ok
    assert (await house.source(token="token-of-anna").check()).ok
    assert (await house.source("nobody").check()).detail == "ListenBrainz has no user nobody."
    assert (await house.source("Bert B/C", token="wrong").check()).reason == "login_rejected"
    other = await house.source("Bert B/C", token="token-of-anna").check()
    assert other.reason == "login_rejected"
    assert "anna" in other.detail


async def test_a_token_that_was_reset_is_rejected(house: House) -> None:
    source = house.source(token="token-of-anna")
    assert complete(await source.list_playlists())
    house.fake.users["anna"].token = "another"
    for failed in (await source.list_playlists(), (await source.read_playlist("loved", {})).entries):
        assert isinstance(failed, Failed)
        assert failed.reason == "login_rejected"
        assert "token-of-anna" not in str(failed)


async def test_nothing_is_asked_while_it_wants_a_rest(house: House) -> None:
    house.fake.requests, house.fake.seconds = 2, 0.25
    source = house.source()
    began = time.monotonic()
    answers = await asyncio.gather(*(source.read_version("loved") for _ in range(6)))
    assert all(isinstance(one, Known) for one in answers)
    assert [one.status for one in house.fake.wire.journal] == [200] * 6
    assert time.monotonic() - began >= 0.4


async def test_a_long_rest_is_told(house: House) -> None:
    house.fake.requests, house.fake.seconds = 1, 300.0
    source = house.source()
    assert isinstance(await source.read_version("loved"), Known)
    failed = (await source.read_playlist("loved", {})).entries
    assert isinstance(failed, Failed)
    assert failed.reason == "rate_limited"
    assert 290 <= int(failed.placeholders["retry_after"]) <= 300
    assert len(house.fake.wire.journal) == 1


async def _entries(reading: Awaitable[ReadPlaylist]) -> Snapshot[Entry]:
    return (await reading).entries


WAYS: dict[str, Callable[[ListenBrainzPlaylists, str], Awaitable[Snapshot[Entry] | Snapshot[Offer]]]] = {
    "list": lambda source, _: source.list_playlists(),
    "own": lambda source, _: source.browse("own:anna"),
    "createdfor": lambda source, _: source.browse("createdfor:anna"),
    "collaborator": lambda source, _: source.browse("collaborator:anna"),
    "recommendations": lambda source, _: source.browse("recommendations:anna"),
    "loved": lambda source, _: _entries(source.read_playlist("loved", {})),
    "playlist": lambda source, mbid: _entries(source.read_playlist(f"playlist:{mbid}", {})),
    "made": lambda source, _: _entries(source.read_playlist("createdfor:weekly-jams", {})),
}
REQUESTS = {"recommendations": 1, "playlist": 1, "made": 3}
REASONS = {
    Fault.UNAUTHORIZED: "login_rejected",
    Fault.FORBIDDEN: "login_lacks_rights",
    Fault.TOO_MANY: "rate_limited",
    Fault.HTML: "odd_answer",
    Fault.BROKEN: "odd_answer",
    Fault.EMPTY_PAGE: "odd_answer",
}


@pytest.mark.parametrize(
    ("way", "skip", "fault"),
    [
        (way, skip, fault)
        for way in WAYS
        for skip in range(REQUESTS.get(way, 2))
        for fault in Fault
        # No total is told with the tracks of a playlist.
        if fault is not Fault.EMPTY_PAGE or (way, skip) not in {("playlist", 0), ("made", 2)}
    ],
)
async def test_no_fault_passes_for_an_empty_answer(house: House, way: str, skip: int, fault: Fault) -> None:
    """Nor the second page's for a short one."""
    made = house.fake.make_for("anna", "weekly-jams", "Jams", [track("Song")])
    for number in range(101):
        house.fake.love("anna", Feedback(title=f"Song {number}", artist="Anna"))
        house.fake.add("anna", f"Own {number}", collaborators=["anna"])
        house.fake.add("listenbrainz", f"Made {number}", created_for="anna")
    house.fake.wire.fail(fault, skip=skip, retry_after="31" if fault is Fault.TOO_MANY else None)
    source = house.source()
    answer = await WAYS[way](source, made.mbid)
    assert isinstance(answer, Failed)
    known = REASONS.get(fault)
    assert answer.reason == known if known else answer.reason in {"unreachable", "not_found", "source_gone"}
    assert answer.detail
    assert house.fake.wire.strikes


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.EMPTY_PAGE])
@pytest.mark.parametrize("reference", ["loved", "createdfor:weekly-jams", "playlist"])
async def test_no_fault_passes_for_a_mark(house: House, reference: str, fault: Fault) -> None:
    made = house.fake.make_for("anna", "weekly-jams", "Jams", [track("Song")])
    house.fake.wire.fail(fault, retry_after=None)
    asked = f"playlist:{made.mbid}" if reference == "playlist" else reference
    assert isinstance(await house.source().read_version(asked), Unknown)
    health = await house.source().check()
    assert not health.ok


async def test_a_list_that_changes_while_it_is_read_is_not_believed(house: House) -> None:
    for number in range(150):
        house.fake.love("anna", Feedback(title=f"Song {number}", artist="Anna"))

    def watch(moment: str, request: object) -> None:
        if moment == "after" and len(house.fake.feedback["anna"]) == 150:
            house.fake.feedback["anna"].pop()

    house.fake.wire.watch = watch
    failed = (await house.source().read_playlist("loved", {})).entries
    assert isinstance(failed, Failed)
    assert failed.reason == "odd_answer"


async def test_one_account_has_one_pace(house: House) -> None:
    await house.source().check()
    budget = house.connections.paces.budget("listenbrainz")
    assert budget is not None
    assert budget.used == 1
