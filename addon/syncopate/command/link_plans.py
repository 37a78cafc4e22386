"""The commands about plans of links: what is written where and why, and what the user says of it."""

import argparse
import shlex
from collections.abc import Mapping

from syncopate.command import output
from syncopate.command.link_runs import run_links, told
from syncopate.command.named import link_called
from syncopate.command.watch_words import value_document
from syncopate.domain.link import Ready
from syncopate.domain.run import ItemResult
from syncopate.errors import NotFound
from syncopate.store import watch_findings, watch_plans, watch_writes
from syncopate.store.database import Connection
from syncopate.store.paging import Page
from syncopate.store.watch_findings import Finding, FindingKind
from syncopate.store.watch_plans import StoredOperation, StoredPlan
from syncopate.store.watch_writes import OperationFilter
from syncopate.sync.kit import Kit
from syncopate.sync.watch.deciding import approve_plan, discard_plan, plan_to_apply
from syncopate.sync.watch.overview import overview


async def plan(kit: Kit, arguments: argparse.Namespace) -> int:
    """Show a plan with its writes."""
    link = await link_called(kit, arguments.link)
    asked = OperationFilter(text=arguments.search, list_name=arguments.list_name)

    def found(connection: Connection) -> tuple[StoredPlan, Page[StoredOperation]]:
        wanted = arguments.plan
        chosen = (
            watch_plans.latest(connection, link.id) if wanted is None else watch_plans.get(connection, wanted)
        )
        if chosen is None or chosen.link_id != link.id:
            raise NotFound("This link was not planned yet.", what="plan", id=wanted or link.id)
        page = watch_writes.page(connection, chosen.id, asked, limit=arguments.limit, offset=0)
        return chosen, page

    shown, page = await kit.database.read(found)
    if arguments.json:
        writes = [_document(each) for each in page.items]
        output.print_json({**_plan_document(shown), "total": page.total, "writes": writes})
        return 0
    names = await kit.database.read(overview, link.id)
    waits = (
        f" ({', '.join(dict.fromkeys(output.words(each.because) for each in shown.reasons))})"
        if shown.reasons
        else ""
    )
    made = output.moment(shown.made_at, kit.zone)
    output.say(f"{link.name}: {output.words(shown.state)}{waits}, {made} ({shown.id})")
    rows = [
        (
            *(names.at(each.operation.side).name, _write(each), each.label),
            *(output.words(each.operation.because), _became(each)),
        )
        for each in page.items
    ]
    title = f"{page.total} writes" if page.total != 1 else "1 write"
    output.print_table(title, ("at", "write", "title", "why", "became"), rows)
    return 0


def _write(stored: StoredOperation) -> str:
    operation = stored.operation
    return f"{operation.action.value} {operation.list_name}".rstrip()


def _became(stored: StoredOperation) -> str:
    if stored.outcome is not None:
        why = f": {stored.outcome.detail}" if stored.outcome.detail else ""
        return f"{output.words(stored.outcome.became)}{why}"
    return "" if stored.operation.ready is Ready.READY else output.words(stored.operation.ready)


def _plan_document(shown: StoredPlan) -> Mapping[str, object]:
    return {
        "id": shown.id,
        "state": shown.state,
        "made_at": shown.made_at,
        "reasons": shown.reasons,
        "counts": shown.counts,
    }


def _document(stored: StoredOperation) -> Mapping[str, object]:
    operation, outcome = stored.operation, stored.outcome
    return {
        "number": stored.number,
        "side": operation.side,
        "feature": operation.feature,
        "action": operation.action,
        "because": operation.because,
        "ready": operation.ready,
        "title": stored.label,
        "ids": operation.keys,
        "list_name": operation.list_name or None,
        "value": value_document(operation.value),
        "before": value_document(operation.before),
        "became": None if outcome is None else outcome.became,
        "reason": None if outcome is None else outcome.reason,
        "detail": "" if outcome is None else outcome.detail,
    }


async def apply(kit: Kit, arguments: argparse.Namespace) -> int:
    """Let a plan through and run the link: it waits again where more would be taken away by then."""
    link = await link_called(kit, arguments.link)
    chosen = await plan_to_apply(kit, link.id, arguments.plan)
    await approve_plan(kit, link.id, chosen.id)
    results: list[ItemResult] = []
    await run_links(kit, arguments, [link], results, approve={link.id: chosen.id})
    return await told(kit, arguments, results)


async def discard(kit: Kit, arguments: argparse.Namespace) -> int:
    """Say no to a plan."""
    link = await link_called(kit, arguments.link)
    gone = await discard_plan(kit, link.id, arguments.plan)
    if arguments.json:
        output.print_json({"discarded": gone.id, "link_id": link.id})
    else:
        output.say(
            f"The plan of {link.name} is discarded; the same is not asked again. To plan it all the same:"
        )
        output.say(f"  syncopate links run --anew {shlex.quote(link.name)}")
    return 0


async def findings(kit: Kit, arguments: argparse.Namespace) -> int:
    """List what needs an eye, as of the last plan."""
    link = await link_called(kit, arguments.link)
    kind = None if arguments.kind is None else FindingKind(arguments.kind)

    def found(connection: Connection) -> Page[Finding]:
        return watch_findings.page(
            connection, link.id, kind=kind, text=arguments.search, limit=arguments.limit, offset=0
        )

    page = await kit.database.read(found)
    if arguments.json:
        output.print_json({"total": page.total, "items": page.items})
        return 0
    names = await kit.database.read(overview, link.id)
    rows = [
        (
            output.words(each.kind),
            "" if each.side is None else names.at(each.side).name,
            each.label,
            _details(each),
        )
        for each in page.items
    ]
    output.print_table(f"{page.total} findings", ("what", "at", "title", "details"), rows)
    return 0


def _details(finding: Finding) -> str:
    told_of = ("titles", "ids", "keys", "key", "path", "feature")
    reason = finding.details.get("reason")
    parts = [output.words(str(reason)) if reason else "", *(finding.details.get(name) for name in told_of)]
    return "; ".join(", ".join(each) if isinstance(each, list) else str(each) for each in parts if each)
