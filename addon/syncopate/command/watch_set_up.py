"""The command that makes accounts and link out of the configuration of the old tool."""

import argparse
from pathlib import Path

from syncopate.command import output
from syncopate.command.accounts import document_of
from syncopate.command.output import ProgressBars
from syncopate.domain.watch import Side
from syncopate.errors import InvalidInput
from syncopate.store.accounts import Account
from syncopate.sync.kit import Kit
from syncopate.sync.watch.setting_up import Given, set_up


async def import_config(kit: Kit, arguments: argparse.Namespace) -> int:
    """Log in to both, and link them both ways; what is there already is logged in to anew."""
    answers: dict[Side, dict[str, str]] = {side: {} for side in Side}
    for side, name, value in arguments.answers:
        answers[side][name] = value
    path = Path(arguments.file)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}.", field="file") from error
    given = Given(answers=answers, folders=arguments.path_map)
    with ProgressBars(quiet=True) as bars:
        done = await set_up(kit, content, given, report=bars.report)
    works = bool(done.left.health_ok and done.right.health_ok)
    if arguments.json:
        output.print_json(
            {
                "left": document_of(done.left),
                "right": document_of(done.right),
                "link": {"id": done.link.id, "name": done.link.name, "added": done.added},
                "folders": done.folders,
            }
        )
        return 0 if works else 1
    for account in (done.left, done.right):
        output.say(f"{account.name} ({account.id}): {_state(account)}")
    output.say(f"{'Linked' if done.added else 'Linked already'}: {done.link.name} ({done.link.id})")
    if done.folders:
        output.say(f"Folders: {done.folders}")
    elif done.unread:
        output.complain(f"Folders were not compared: {done.unread}")
    output.say("See how they stand by: syncopate watch check all")
    return 0 if works else 1


def _state(account: Account) -> str:
    if account.health_ok:
        return "works"
    return f"does not work: {account.health_detail} [{account.health_reason}]"
