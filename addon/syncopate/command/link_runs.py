"""The commands that run links, or plan them, in this process."""

import argparse
import shlex
from collections.abc import Mapping, Sequence

from syncopate.command import output
from syncopate.command.named import link_called
from syncopate.command.output import ProgressBars
from syncopate.command.recording import BAD, recorded
from syncopate.domain.run import ItemResult, ItemStatus, JobName
from syncopate.store import links
from syncopate.store.links import Link
from syncopate.store.results import put_result
from syncopate.sync.kit import Kit
from syncopate.sync.watch.deciding import reconsider
from syncopate.sync.watch.due import due_links
from syncopate.sync.watch.running import run_link
from syncopate.sync.watch.work import PlanMode


async def run(kit: Kit, arguments: argparse.Namespace) -> int:
    """Run those named, else those due; 1 when one failed or waits."""
    named = [(await link_called(kit, text)).id for text in arguments.link] if arguments.link else None
    if arguments.anew:
        for link_id in named or [each.id for each in await kit.database.read(links.every)]:
            await reconsider(kit, link_id)
    due, skipped = await due_links(kit, only=named, force=arguments.force, asked=True)
    results = list(skipped)
    await run_links(kit, arguments, due, results)
    return await told(kit, arguments, results)


async def preview(kit: Kit, arguments: argparse.Namespace) -> int:
    """Plan those named; 1 when one could not be planned."""
    due = [await link_called(kit, text) for text in arguments.link]
    results: list[ItemResult] = []
    await run_links(kit, arguments, due, results, mode=PlanMode.PREVIEW)
    if not arguments.json:
        for link in due:
            output.say(f"See it by: syncopate links plan {shlex.quote(link.name)}")
    return await told(kit, arguments, results)


async def run_links(
    kit: Kit,
    arguments: argparse.Namespace,
    due: Sequence[Link],
    results: list[ItemResult],
    *,
    mode: PlanMode = PlanMode.RUN,
    approve: Mapping[str, str] | None = None,
) -> None:
    """Run links as one run of the job; `approve` are plans that are let through, by link."""
    whole = getattr(arguments, "whole", False)
    with ProgressBars(quiet=arguments.json) as bars:

        async def work(run_id: str) -> None:
            for link in due:
                let = (approve or {}).get(link.id)
                result = await run_link(
                    kit, link.id, run_id, report=bars.report, mode=mode, approve=let, whole=whole
                )
                results.append(result)
                await kit.database.write(put_result, run_id, result)

        await recorded(kit, JobName.SYNC_LINKS, work, results)


async def told(kit: Kit, arguments: argparse.Namespace, results: Sequence[ItemResult]) -> int:
    """Print what became of links; 1 when something failed or waits."""
    after = {each.id: each for each in await kit.database.read(links.every)}
    counts = {each.item_id: after[each.item_id].last_counts for each in results if each.item_id in after}
    if arguments.json:
        output.print_json({"results": results, "counts": counts})
    else:
        rows = [
            (each.item_name, output.words(each.status), _sums(counts.get(each.item_id, {})), _note(each))
            for each in results
        ]
        output.print_table("Links", ("link", "result", "writes", "note"), rows)
        for each in results:
            if each.status is ItemStatus.HELD:
                name = shlex.quote(each.item_name)
                output.say(f"A plan waits: see it by `syncopate links plan {name}`,")
                output.say(f"  let it through by `syncopate links apply {name}`.")
    return 1 if any(each.status in BAD for each in results) else 0


def _sums(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {output.words(name)}" for name, count in counts.items() if count)


def _note(result: ItemResult) -> str:
    return result.detail or result.error or ""
