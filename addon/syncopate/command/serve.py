"""The command that serves: everything at once, until it is told to stop."""

import argparse
import asyncio
import signal
from dataclasses import replace

from syncopate.bootstrap.engine import serving
from syncopate.command import output
from syncopate.errors import InvalidInput
from syncopate.settings import Environment, port_of


async def run(environment: Environment, arguments: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT; 0 after a clean stop."""
    if arguments.host is not None:
        environment = replace(environment, host=arguments.host)
    if arguments.port is not None:
        environment = replace(environment, port=port_of(str(arguments.port)))
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        async with serving(environment) as engine:
            if arguments.sign_in_link and engine.login_link is not None:
                output.say(f"Sign in once with {engine.login_link}")
            await stop.wait()
    except OSError as error:
        raise InvalidInput(error.strerror or str(error), field="port") from error
    return 0
