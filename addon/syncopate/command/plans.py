"""The command about plans: what a sync would write, to each place."""

import argparse

from syncopate.bootstrap.base import opened_kit
from syncopate.command import output
from syncopate.command.work import mirror_called
from syncopate.domain.plan import Operation
from syncopate.settings import Environment
from syncopate.store.targets import Target
from syncopate.sync.preview import NoPreview, PlanPreview, preview_plans


async def plan(environment: Environment, arguments: argparse.Namespace) -> int:
    """Show the plan of each place; nothing is written. 1 when nothing can be said of one now."""
    async with opened_kit(environment) as kit:
        previews = [
            preview
            for text in arguments.playlist
            for preview in await preview_plans(kit, (await mirror_called(kit, text, None)).id)
        ]
    if arguments.json:
        output.print_json([_document(each) for each in previews])
    else:
        for each in previews:
            _show(each)
    return 1 if any(isinstance(each, NoPreview) for each in previews) else 0


def _document(preview: PlanPreview | NoPreview) -> dict[str, object]:
    target = preview.target
    known: dict[str, object] = {
        "playlist": preview.mirror.name,
        "target_id": target.id,
        "library": preview.library_name,
        "kind": target.kind,
        "user": target.user_name,
    }
    if isinstance(preview, NoPreview):
        return known | {"error": {"key": preview.why.key, "detail": preview.why.detail}}
    return known | {"counts": preview.counts, "plan": preview.plan}


def _show(preview: PlanPreview | NoPreview) -> None:
    place = f"{preview.mirror.name} → {called(preview.library_name, preview.target)}"
    if isinstance(preview, NoPreview):
        output.say(f"{place}: nothing can be said now: {preview.why.detail} [{preview.why.key}]")
        return
    operations = preview.plan.operations
    hold = f", held: {preview.plan.hold.value}" if preview.plan.hold else ""
    count = "1 operation" if len(operations) == 1 else f"{len(operations)} operations"
    output.say(f"{place}: {count}{hold}")
    if operations:
        rows = [(step.kind.value, step.why.value, _track(step)) for step in operations]
        output.print_table("Operations", ("operation", "why", "track"), rows)


def _track(step: Operation) -> str:
    return step.label or step.track_key or ""


def called(library_name: str, target: Target) -> str:
    """Return a place in words, e.g. "Jellyfin, favourites, Anna"."""
    kind = "" if target.kind == "playlist" else target.kind.value
    return ", ".join(part for part in (library_name, kind, target.user_name) if part)
