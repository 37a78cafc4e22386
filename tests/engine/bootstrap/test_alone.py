"""One engine at a time on one data folder, whatever its port."""

import signal
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import ClientSession

if TYPE_CHECKING:
    from conftest import Engine

type Start = Callable[..., AbstractAsyncContextManager[Engine]]


async def test_a_second_engine_on_the_same_data_ends_with_a_clear_word(start: Start, tmp_path: Path) -> None:
    async with start() as first:
        await first.ready()
        async with start() as second:
            assert await second.process.wait() == 2
            said = f"Another engine is running on {tmp_path / 'data'}: stop it first. [already_served]"
            assert said in second.output
            assert "Traceback" not in second.output
        async with ClientSession() as session, session.get(f"{first.address}/api/v1/health") as answer:
            assert answer.status == 200
        first.process.send_signal(signal.SIGKILL)
        await first.process.wait()
        async with start() as third:
            await third.ready()
            assert await third.stop() == 0
