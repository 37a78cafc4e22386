"""The command that makes the jobs database anew."""

import argparse

from syncopate.bootstrap.base import opened_kit
from syncopate.command import output
from syncopate.jobs.reset import reset_jobs
from syncopate.settings import Environment
from syncopate.store import runs
from syncopate.store.lock import held_alone


async def jobs(environment: Environment, arguments: argparse.Namespace) -> int:
    """Remove it; open runs begin anew when the engine starts. Raises AlreadyServed while that runs."""
    async with (
        opened_kit(environment) as kit,
        held_alone(environment.data_dir, kit.database),
    ):
        await reset_jobs(kit.database, environment.jobs_database_url, kit.now())
        left = await kit.database.read(runs.active)
    if arguments.json:
        output.print_json({"reset": True, "begin_anew": [run.id for run in left]})
    else:
        output.say(f"The jobs database is removed; {len(left)} runs begin anew when the engine starts.")
    return 0
