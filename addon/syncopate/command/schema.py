"""The command that brings the database to the present schema, and back to a copy."""

import argparse
import asyncio
from pathlib import Path

from syncopate.command import output
from syncopate.errors import FolderNotWritable, InvalidInput
from syncopate.jobs.reset import forget_jobs, set_gone
from syncopate.settings import Environment
from syncopate.store import migrate as schema, restore as restoring, revision
from syncopate.store.database import Database
from syncopate.store.lock import held_alone


async def migrate(environment: Environment, arguments: argparse.Namespace) -> int:
    """Bring the schema up to date, after a copy; or put a copy in the place of what is there."""
    try:
        environment.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FolderNotWritable(path=str(environment.data_dir)) from error
    if arguments.restore is not None:
        return await _restore(environment, arguments)
    applied = await asyncio.to_thread(schema.migrate, environment.database_url, environment.data_dir)
    if arguments.json:
        output.print_json({"applied": applied})
    elif applied:
        output.say(f"Migrated: {', '.join(applied)}")
    else:
        output.say("The database is up to date.")
    return 0


async def _restore(environment: Environment, arguments: argparse.Namespace) -> int:
    url, file = environment.database_url, Path(arguments.restore).absolute()
    found = await asyncio.to_thread(restoring.examine, url, file)
    if not arguments.yes:
        raise InvalidInput(f"All that is in the database now is replaced by {file}: say --yes.", field="yes")
    database = Database.open(url)
    try:
        async with held_alone(environment.data_dir, database):
            # First: work that goes on by itself must never meet a store that does not know it.
            await _forget_jobs(environment, database)
            before = await asyncio.to_thread(restoring.restore, url, file, environment.data_dir)
            # What was restored tells of a jobs database that is no more, and maybe of workers.
            await database.write(set_gone)
            await _forget_jobs(environment, database)
    finally:
        database.close()
    kept = None if before is None else str(before)
    if arguments.json:
        output.print_json({"restored": str(file), "revision": found, "copy_of_before": kept})
        return 0
    output.say(f"Restored {file} (schema {found}).")
    if kept is not None:
        output.say(f"What was there before is kept in {kept}.")
    if found != revision.head():
        output.say("An earlier version can use it as it is; before this one does, run: syncopate migrate")
    return 0


async def _forget_jobs(environment: Environment, database: Database) -> None:
    """Remove the jobs database, which is made anew from the store; workers leave first."""
    try:
        await forget_jobs(database, environment.jobs_database_url)
    except OSError as error:
        raise FolderNotWritable(path=str(environment.data_dir)) from error
