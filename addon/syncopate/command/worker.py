"""The command that works beside a serving engine, until it is told to stop."""

import argparse
import asyncio
import signal

from syncopate.bootstrap.worker import work
from syncopate.settings import Environment


async def run(environment: Environment, arguments: argparse.Namespace) -> int:
    """Work until SIGTERM or SIGINT; 0 after a clean stop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await work(environment, arguments.name, stop)
    return 0
