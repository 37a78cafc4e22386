"""The commands about what single accounts say: listed, taken away, captured, restored, in files."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from syncopate.command import output
from syncopate.command.asking import agreed
from syncopate.command.named import account_called
from syncopate.command.output import ProgressBars
from syncopate.command.recording import recorded
from syncopate.command.watch_words import clock, record_document
from syncopate.domain.run import ItemResult, ItemStatus, JobName
from syncopate.domain.watch import Feature, MediaType, Record
from syncopate.errors import InvalidInput
from syncopate.store import accounts, watch_captures, watch_records
from syncopate.store.database import Connection
from syncopate.store.paging import Page
from syncopate.store.results import put_result
from syncopate.store.watch_captures import Capture
from syncopate.store.watch_encoding import label_of
from syncopate.sync.kit import Kit
from syncopate.sync.watch.deciding import Restored, delete_record, restore_capture, result_of
from syncopate.sync.watch.files import bring_in, write_out

_BAD = ("failed", "in_doubt", "deferred")


async def records(kit: Kit, arguments: argparse.Namespace) -> int:
    """List what an account says, or take away what it says of one title."""
    account = await account_called(kit, arguments.account)
    if arguments.delete is not None:
        features = frozenset(Feature(each) for each in arguments.feature)
        lost = f"{account.name} will say nothing of {arguments.delete} any more"
        if not await agreed(lost, yes=arguments.yes):
            output.complain("It stays.")
            return 1
        return _restored(arguments, await delete_record(kit, account.id, arguments.delete, features))

    def found(connection: Connection) -> Page[Record]:
        return watch_records.page(
            connection,
            account.id,
            text=arguments.search,
            kind=None if arguments.type is None else MediaType(arguments.type),
            said=not arguments.all,
            limit=arguments.limit,
            offset=0,
        )

    page = await kit.database.read(found)
    if arguments.json:
        output.print_json({"total": page.total, "items": [record_document(each) for each in page.items]})
        return 0
    rows = [(label_of(each.title), *_values(each, kit), each.key) for each in page.items]
    columns = ("title", "watched", "position", "rating", "listed", "lists", "id")
    output.print_table(f"{account.name}: {page.total}", columns, rows)
    return 0


def _values(record: Record, kit: Kit) -> tuple[str, str, str, str, str]:
    values = record.values
    watched = ""
    if values.watched is not None:
        at = values.watched.at
        watched = "yes" if at is None else output.moment(at, kit.zone)
        watched += f" ({values.watched.count})" if values.watched.count > 1 else ""
    return (
        watched,
        "" if values.place is None else clock(values.place.seconds),
        "" if values.rating is None else f"{values.rating.value:g}",
        "" if values.listed is None else "yes",
        "" if values.lists is None else ", ".join(sorted(values.lists.names)),
    )


async def captures(kit: Kit, arguments: argparse.Namespace) -> int:
    """List what can be restored."""
    account = None if arguments.account is None else await account_called(kit, arguments.account)

    def found(connection: Connection) -> list[tuple[Capture, str]]:
        known = watch_captures.every(connection, None if account is None else account.id)
        return [(each, accounts.get(connection, each.account_id).name) for each in known]

    known = await kit.database.read(found)
    if arguments.json:
        output.print_json([{"capture": each, "account": name} for each, name in known])
        return 0
    rows = [
        (
            *(name, output.moment(each.made_at, kit.zone), str(each.records)),
            *(", ".join(sorted(each.features)), each.id),
        )
        for each, name in known
    ]
    output.print_table("Captures", ("account", "made", "titles", "of", "id"), rows)
    return 0


async def restore(kit: Kit, arguments: argparse.Namespace) -> int:
    """Bring an account back to a capture; what it is now is captured first."""
    capture = await kit.database.read(watch_captures.one, arguments.capture)
    name = (await kit.database.read(accounts.get, capture.account_id)).name
    lost = f"{name} is brought back to {output.moment(capture.made_at, kit.zone)}"
    if not await agreed(lost, yes=arguments.yes):
        output.complain("It stays.")
        return 1
    results: list[ItemResult] = []
    came: list[Restored] = []
    with ProgressBars(quiet=arguments.json) as bars:

        async def work(run_id: str) -> None:
            begun = ItemResult(
                item_id=capture.id,
                item_name=name,
                status=ItemStatus.FAILED,
                started_at=kit.now(),
                ended_at=kit.now(),
            )
            came.append(await restore_capture(kit, capture.id, report=bars.report))
            results.append(result_of(came[0], replace(begun, ended_at=kit.now())))
            await kit.database.write(put_result, run_id, results[0])

        await recorded(kit, JobName.RESTORE_CAPTURE, work, results)
    return _restored(arguments, came[0])


def _restored(arguments: argparse.Namespace, restored: Restored) -> int:
    if arguments.json:
        output.print_json(
            {"account": restored.account.name, "counts": restored.sums, "reasons": restored.reasons}
        )
    else:
        sums = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in restored.sums.items())
        output.say(f"{restored.account.name}: {sums}")
        for reason in restored.reasons:
            output.complain(reason)
    return 1 if any(restored.sums.get(name) for name in _BAD) else 0


async def import_file(kit: Kit, arguments: argparse.Namespace) -> int:
    """Add what a file tells to a tracker of our own."""
    account = await account_called(kit, arguments.account)
    path = Path(arguments.file)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}.", field="file") from error
    came = await bring_in(kit, account.id, path.name, content)
    if arguments.json:
        output.print_json(came)
        return 0
    output.say(f"{came.format}: {came.records} titles, {came.changed} changed {account.name}.")
    for row in came.odd:
        output.complain(f"{row.line}: {row.reason}{' (read all the same)' if row.kept else ''}")
    return 0


async def export(kit: Kit, arguments: argparse.Namespace) -> int:
    """Write what an account says to a file, or print it."""
    account = await account_called(kit, arguments.account)
    form, content = await write_out(kit, account.id, arguments.format)
    if arguments.output is None:
        if arguments.json:
            raise InvalidInput("The file itself is printed: name a place by --output.", field="output")
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return 0
    path = Path(arguments.output)
    path = path / form.file_name if path.is_dir() else path
    try:
        path.write_bytes(content)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be written: {error.strerror}.", field="output") from error
    if arguments.json:
        output.print_json({"file": str(path), "format": form.name, "bytes": len(content)})
    else:
        output.say(str(path))
    return 0
