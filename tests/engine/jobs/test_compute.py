import asyncio
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest
from syncopate.jobs.compute import WorkerPool
from syncopate.sync import work

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
async def pool() -> AsyncIterator[WorkerPool]:
    pool = WorkerPool(idle_seconds=0.3)
    yield pool
    await pool.stop()
    assert not pool.processes


async def test_it_runs_elsewhere_and_returns_or_raises(pool: WorkerPool) -> None:
    assert await pool(os.getpid) != os.getpid()
    assert await pool(sorted, [2, 1], reverse=True) == [2, 1]
    with pytest.raises(ZeroDivisionError):
        await pool(divmod, 1, 0)


async def test_workers_are_gone_when_idle_and_come_back(pool: WorkerPool) -> None:
    worker = await pool(os.getpid)
    async with asyncio.timeout(3):
        while pool.processes or psutil.pid_exists(worker):  # noqa: ASYNC110 -- another process
            await asyncio.sleep(0.02)
    assert await pool(abs, -3) == 3


async def test_at_rest_no_process_is_left_and_nothing_was_forgotten(
    pool: WorkerPool, capfd: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        await pool(abs, -1)
        async with asyncio.timeout(20):
            while psutil.Process().children(recursive=True):  # noqa: ASYNC110 -- other processes
                await asyncio.sleep(0.02)
    assert capfd.readouterr().err == ""


async def test_work_that_comes_while_the_last_pool_ends(pool: WorkerPool) -> None:
    for pause in (0.28, 0.3, 0.32, 0.35, 0.45):
        assert await pool(abs, -1) == 1
        await asyncio.sleep(pause)


async def test_a_worker_that_dies_is_replaced_once(pool: WorkerPool, tmp_path: Path) -> None:
    marker = str(tmp_path / "first")
    assert await pool(os.path.exists, marker) is False
    (worker,) = pool.processes
    psutil.Process(worker).kill()
    assert await pool(abs, -1) == 1
    with pytest.raises(Exception, match="terminated abruptly"):
        await pool(os._exit, 3)
    assert await pool(abs, -2) == 2


@pytest.mark.alone
async def test_cancelling_frees_the_loop_and_kills_the_worker(pool: WorkerPool) -> None:
    worker = await pool(os.getpid)
    call = asyncio.create_task(pool(eval, "__import__('time').sleep(60)"))
    await asyncio.sleep(0.1)
    began = time.monotonic()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert time.monotonic() - began < 0.2
    async with asyncio.timeout(3):
        while psutil.pid_exists(worker):  # noqa: ASYNC110 -- another process
            await asyncio.sleep(0.02)
    assert await pool(abs, -1) == 1


async def test_cancelling_one_call_leaves_the_others_alone(pool: WorkerPool) -> None:
    await pool(abs, 0)
    doomed = asyncio.create_task(pool(eval, "__import__('time').sleep(60)"))
    other = asyncio.create_task(pool(eval, "__import__('time').sleep(0.6) or 42"))
    await asyncio.sleep(0.3)
    doomed.cancel()
    assert await other == 42


async def test_a_worker_imports_no_more_than_its_work_needs(pool: WorkerPool) -> None:
    await pool(work.counts_of, [])
    loaded = await pool(eval, "sorted(__import__('sys').modules)")
    assert "syncopate.sync.work" in loaded
    tops = {name.partition(".")[0] for name in loaded}
    assert not tops & {"dbos", "fastapi", "starlette", "uvicorn", "aiomqtt", "pydantic", "aiohttp", "jinja2"}
    parts = {name.split(".")[1] for name in loaded if name.startswith("syncopate.")}
    assert parts <= {"domain", "matching", "planning", "audio", "store", "sync", "errors", "settings"}
    theirs = {"syncopate.sync.work", "syncopate.sync.worker_database"}
    assert {name for name in loaded if name.startswith("syncopate.sync.")} == theirs


async def test_calls_about_one_topic_go_to_one_worker() -> None:
    pool = WorkerPool(topic_of=lambda _function, args: str(args[0])[:1] if args else None)
    pause = "__import__('time').sleep(0.1) or __import__('os').getpid()"
    try:
        one = set(await asyncio.gather(*(pool(eval, pause) for _ in range(3))))
        assert len(one) == 1, "at the same time, and yet one after the other"
        other = set(await asyncio.gather(*(pool(eval, f"({pause})") for _ in range(3))))
        assert len(other) == 1
        assert not one & other, "another topic has room of its own"
        assert {await pool(eval, pause), await pool(eval, f"({pause})")} == one | other
        assert await pool(os.getpid) in one | other, "what is about nothing takes a worker that is there"
    finally:
        await pool.stop()


async def test_what_is_about_nothing_runs_side_by_side(pool: WorkerPool) -> None:
    pause = "__import__('time').sleep(0.5) or __import__('os').getpid()"
    assert len(set(await asyncio.gather(*(pool(eval, pause) for _ in range(2))))) == 2


async def test_a_topic_whose_worker_died_finds_another() -> None:
    pool = WorkerPool(topic_of=lambda _function, _args: "music")
    try:
        before = await pool(os.getpid)
        psutil.Process(before).kill()
        after = await pool(os.getpid)
        assert after != before
        assert await pool(os.getpid) == after
    finally:
        await pool.stop()
