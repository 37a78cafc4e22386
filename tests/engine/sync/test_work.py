"""Matching in real worker processes, on the same database."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from syncopate.domain.match import Ruling, Verdict
from syncopate.domain.run import ItemStatus
from syncopate.jobs.compute import WorkerPool
from syncopate.sync.decisions import Signer, decide
from syncopate.sync.playlist import sync_mirror

if TYPE_CHECKING:
    from conftest import Household


@pytest.fixture
async def pool() -> AsyncIterator[WorkerPool]:
    """Return real workers, ended with the test."""
    workers = WorkerPool(workers=1)
    yield workers
    await workers.stop()


async def test_a_sync_with_real_workers(household: Household, pool: WorkerPool) -> None:
    household.songs(5)
    kit = replace(household.kit, compute=pool)
    household.kit = kit
    library = await household.library()
    mirror = await household.mirror(rows=[("Copper Rain", "The Nettles"), ("Nowhere", "Nobody")])

    result = await sync_mirror(kit, mirror.id, "a run", report=household.report)
    assert (result.status, result.matched, result.missing) == (ItemStatus.SYNCED, 1, 1)
    row = await decide(
        kit, mirror.id, 1, ruling=Ruling.IS, track_key="Holt/Amber Lanterns.flac", by=Signer(name="me")
    )
    assert row.match.verdict is Verdict.MATCH
    household.song("New/New.flac", title="Nowhere", artist="Nobody")
    await household.scan(library)
    result = await sync_mirror(kit, mirror.id, "run", report=household.report)
    assert (result.matched, result.added) == (2, 1), "the worker sees the new index, and the ruling holds"
    assert household.written()[1] == "Holt/Amber Lanterns.flac"
