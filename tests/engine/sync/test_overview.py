"""What needs the user: each kind of trouble, told once."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from syncopate.domain.problem import Problem
from syncopate.domain.run import ItemStatus, JobName, RunStatus, Trigger
from syncopate.errors import every_error
from syncopate.store import accounts, mirrors, runs, targets
from syncopate.store.mirrors import Mirror, MirrorChanges
from syncopate.store.runs import Run
from syncopate.sync.accounts import add_account, change_account
from syncopate.sync.libraries import add_library
from syncopate.sync.overview import counts, problems

if TYPE_CHECKING:
    from conftest import Household

type Songs = Sequence[tuple[str, str]]


async def _keys(household: Household) -> list[tuple[str, str]]:
    return [(problem.key, problem.title) for problem in await problems(household.kit)]


async def test_all_is_well(household: Household) -> None:
    household.songs(3)
    await household.library()
    mirror = await household.mirror(rows=[("Copper Rain", "The Nettles"), ("Nowhere", "Nobody")])
    await household.sync(mirror)
    assert await problems(household.kit) == []
    found = await counts(household.kit)
    assert (found.playlists, found.matched, found.missing, found.tracks, found.artists) == (1, 1, 1, 3, 3)
    assert found.size_bytes > 0


async def test_a_library_that_is_away_is_told_once(household: Household) -> None:
    household.songs(3)
    await household.library()
    mirror = await household.mirror()
    await household.sync(mirror)
    household.music.rename(household.folder / "away")
    await household.sync(mirror)
    (problem,) = await problems(household.kit)
    assert (problem.key, problem.title, problem.error) == ("library_unavailable", "Music", True)
    assert problem.placeholders["name"] == "Music"
    (household.folder / "away").rename(household.music)
    await household.sync(mirror)
    assert await problems(household.kit) == []


async def test_an_account_that_does_not_answer(household: Household) -> None:
    account = await add_account(household.kit, provider="demo", name="Demo", settings={})
    await add_library(household.kit, name="Songs", account_id=account.id)
    await change_account(household.kit, account.id, settings={"offline": "true"})
    assert await _keys(household) == [("unreachable", "Demo")]


async def test_what_answers_again_is_well_again(household: Household) -> None:
    """A scan or a sync tells of the account too, and ends what a job failed of before."""
    household.songs(3)
    library = await household.library()
    mirror = await household.mirror()
    run = Run(id="r", job=JobName.SCAN_LIBRARY, trigger=Trigger.API, requested_at=household.clock())
    write = household.kit.database.write
    await write(runs.add, run)
    await write(runs.start, run.id, household.clock())
    await write(runs.end, run.id, RunStatus.FAILED, household.clock(), "unreachable", "")

    for again in (lambda: household.scan(library), lambda: household.sync(mirror)):
        await write(
            accounts.set_health,
            library.account_id,
            ok=False,
            reason="unreachable",
            detail="",
            at=household.clock(),
        )
        assert {problem.id for problem in await problems(household.kit)} == {
            f"account_{library.account_id}",
            "job_scan_library",
        }
        await again()
        assert await problems(household.kit) == []


async def test_a_source_that_cannot_be_read_and_a_plan_that_waits(
    household: Household, catalogue: Songs
) -> None:
    household.songs()
    await household.library()
    shrunk = await household.mirror(name="Shrunk", rows=catalogue)
    broken = await household.mirror(name="Broken")
    for mirror in (shrunk, broken):
        await household.sync(mirror)
    household.csv("Shrunk", catalogue[:2])
    (household.folder / "lists" / "Broken.csv").write_bytes(b"\0\1\2")
    for mirror in (shrunk, broken):
        await household.sync(mirror)
    assert sorted(await _keys(household)) == [("plan_held", "Shrunk"), ("unreadable_playlist", "Broken")]
    await household.kit.database.write(mirrors.change, broken.id, MirrorChanges(enabled=False))
    assert await _keys(household) == [("plan_held", "Shrunk")], "what is switched off does not complain"


async def test_what_was_not_synced_is_never_in_step(household: Household) -> None:
    """Though everything answers again: what several playlists got of one server is told once."""
    household.songs(3)
    library = await household.library()
    mirrored = [await household.mirror(name=name) for name in ("Dawn", "Dusk")]
    for mirror in mirrored:
        await household.sync(mirror)
    write, at = household.kit.database.write, household.clock()

    async def failed(mirror: Mirror) -> None:
        said = "What the playlist holds in Music could not be read."
        (place,) = await household.kit.database.read(targets.of_mirror, mirror.id)
        told = {"at": at, "status": ItemStatus.UNKNOWN, "error": "odd_answer", "detail": said}
        await write(targets.set_result, place.id, **told)
        await write(mirrors.set_result, mirror.id, success=False, **told)

    await failed(mirrored[0])
    (problem,) = await problems(household.kit)
    assert (problem.id, problem.key, problem.title) == (f"playlist_{mirrored[0].id}", "odd_answer", "Dawn")
    await failed(mirrored[1])
    (problem,) = await problems(household.kit)
    assert (problem.id, problem.title) == (f"place_{library.id}_odd_answer", "Music")
    assert problem.placeholders["account"] == "Music"

    told = {"reason": "odd_answer", "detail": "", "at": at}
    await write(accounts.set_health, library.account_id, ok=False, **told)
    assert [one.id for one in await problems(household.kit)] == [f"account_{library.account_id}"]
    for mirror in mirrored:
        await household.sync(mirror)
    assert await problems(household.kit) == []


async def test_jobs_that_failed_or_stalled_until_one_goes_well(household: Household) -> None:
    async def ended(job: JobName, status: RunStatus, error: str | None, number: int) -> None:
        run = Run(id=f"{job}-{number}", job=job, trigger=Trigger.API, requested_at=household.clock())
        await household.kit.database.write(runs.add, run)
        await household.kit.database.write(runs.start, run.id, household.clock())
        await household.kit.database.write(runs.end, run.id, status, household.clock(), error, "")
        household.clock.forward(minutes=1)

    await ended(JobName.SCAN_LIBRARY, RunStatus.STALLED, None, 1)
    await ended(JobName.MAIN_SYNC, RunStatus.FAILED, "disk_full", 1)
    await ended(JobName.CLEAN_UP, RunStatus.CANCELLED, None, 1)
    # What a library tells by itself, a run of long ago does not tell again.
    await ended(JobName.SYNC_PLAYLISTS, RunStatus.FAILED, "library_unavailable", 1)
    # So does the connection to the broker.
    await ended(JobName.PUBLISH_MQTT, RunStatus.FAILED, "broker_unreachable", 1)
    await ended(JobName.SYNC_USERS, RunStatus.FAILED, "login_rejected", 1)
    found = {problem.id: problem for problem in await problems(household.kit)}
    assert {(problem.key, problem.error) for problem in found.values()} == {
        *(("stalled", False), ("disk_full", True))
    }
    assert found["job_scan_library"].placeholders == {"job": "scan_library", "hours": "2"}
    await ended(JobName.SCAN_LIBRARY, RunStatus.SUCCEEDED, None, 2)
    await ended(JobName.MAIN_SYNC, RunStatus.PARTIAL, None, 2)
    assert await problems(household.kit) == []


async def test_troubles_from_elsewhere_come_along_the_worst_first(household: Household) -> None:
    small = Problem(id="a", key="stalled", title="A", detail="a")
    grave = Problem(id="z", key="broker_unreachable", title="MQTT", detail="z", error=True)
    kit = replace(household.kit, troubles=lambda: [small, grave])
    assert [problem.id for problem in await problems(kit)] == ["z", "a"]
    known = {error.key for error in every_error()} | {"plan_held"}
    assert {small.key, grave.key} <= known
