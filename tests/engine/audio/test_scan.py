"""Many files at once, in another process too."""

import asyncio
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from syncopate.audio.scan import read_files


@pytest.fixture
def paths(demo_files: Path) -> list[str]:
    """Return some files of the demo library."""
    return [str(path.relative_to(demo_files)) for path in sorted(demo_files.rglob("*.flac"))]


async def test_in_a_worker_process(demo_files: Path, paths: list[str]) -> None:
    asked = [*paths, "gone.mp3", "not \udcff text.mp3"]
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        read = await asyncio.get_running_loop().run_in_executor(pool, read_files, str(demo_files), asked)
    assert read == read_files(str(demo_files), asked)
    assert [facts is None for facts in read] == [*(False for _ in paths), True, True]
