"""The commands about links: what there is, making and changing them; what else there is, is beside it."""

import argparse
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from syncopate.bootstrap.base import opened_kit
from syncopate.command import output
from syncopate.command.asking import agreed
from syncopate.command.link_plans import apply, discard, findings, plan
from syncopate.command.link_records import captures, export, import_file, records, restore
from syncopate.command.link_runs import preview, run
from syncopate.command.link_titles import block, same, unblock
from syncopate.command.named import account_called, link_called
from syncopate.domain.link import FeaturePolicy
from syncopate.domain.watch import Feature, MediaType, Side
from syncopate.planning.watching.guarding import Limits
from syncopate.settings import Environment
from syncopate.store.mirrors import UNSET
from syncopate.sync.kit import Kit
from syncopate.sync.watch import linking as use_cases
from syncopate.sync.watch.linking import (
    ORDER,
    Direction,
    LinkChanges,
    NewLink,
    direction_of,
    offer,
    policy_for,
)
from syncopate.sync.watch.overview import LinkOverview, overview, overviews

_HUNDRED = 100


async def links(environment: Environment, arguments: argparse.Namespace) -> int:
    """Do what is said of links."""
    async with opened_kit(environment) as kit:
        return await _ACTIONS[arguments.action](kit, arguments)


async def _list(kit: Kit, arguments: argparse.Namespace) -> int:
    found = await kit.database.read(overviews)
    if arguments.json:
        output.print_json([document_of(each) for each in found])
        return 0
    rows = [
        (
            *(each.link.name, each.left.name, each.right.name, _passes(each)),
            *(_went(each, kit), str(each.pending or ""), each.link.id),
        )
        for each in found
    ]
    columns = ("link", "left", "right", "passes", "last run", "pending", "id")
    output.print_table("Links", columns, rows)
    return 0


def document_of(shown: LinkOverview) -> Mapping[str, object]:
    """Return what is told of a link."""
    link, settings = shown.link, shown.link.settings
    return {
        "id": link.id,
        "name": link.name,
        "left": {"account_id": shown.left.id, "name": shown.left.name},
        "right": {"account_id": shown.right.id, "name": shown.right.name},
        "features": {
            each.value: {
                "way": direction_of(policy).value,
                "adds": policy.adds,
                "removes": policy.removes,
                "tie": policy.tie,
            }
            for each, policy in settings.features.items()
        },
        "types": None if settings.types is None else sorted(settings.types),
        "sections": {side.value: sorted(keys) for side, keys in settings.sections.items()},
        "lists": sorted(settings.lists) or None,
        "limit_count": settings.limits.few,
        "limit_share": settings.limits.share,
        "every_minutes": None if link.every is None else round(link.every.total_seconds() / 60),
        "enabled": link.enabled,
        "approved": link.approved_at is not None,
        "pending": shown.pending,
        "held_plan_id": None if shown.held is None else shown.held.id,
        "last_run_at": link.last_run_at,
        "last_status": link.last_status,
        "last_error": link.last_error,
        "last_detail": link.last_detail,
        "last_counts": link.last_counts,
    }


def _passes(shown: LinkOverview) -> str:
    features = shown.link.settings.features
    return ", ".join(
        f"{each.value} {direction_of(features[each]).value.replace('_', ' ')}"
        f"{' with removals' if features[each].removes else ''}"
        for each in ORDER
        if each in features
    )


def _went(shown: LinkOverview, kit: Kit) -> str:
    link = shown.link
    if shown.held is not None:
        return "a plan waits"
    if link.last_run_at is None or link.last_status is None:
        return "off" if not link.enabled else "never"
    return f"{link.last_status.value}, {output.moment(link.last_run_at, kit.zone)}"


async def _show(kit: Kit, arguments: argparse.Namespace) -> int:
    link = await link_called(kit, arguments.link)
    return _one(await kit.database.read(overview, link.id), kit, arguments)


def _one(shown: LinkOverview, kit: Kit, arguments: argparse.Namespace) -> int:
    if arguments.json:
        output.print_json(document_of(shown))
        return 0
    link, settings = shown.link, shown.link.settings
    counts = ", ".join(
        f"{count} {name.replace('_', ' ')}" for name, count in link.last_counts.items() if count
    )
    facts = (
        ("id", link.id),
        ("left", shown.left.name),
        ("right", shown.right.name),
        ("passes", _passes(shown)),
        ("only", "" if settings.types is None else ", ".join(sorted(settings.types))),
        *((f"{side.value} libraries", ", ".join(sorted(keys))) for side, keys in settings.sections.items()),
        ("lists", ", ".join(sorted(settings.lists))),
        ("asks from", f"{settings.limits.few} removals, {settings.limits.share:.0%} where that is more"),
        ("runs", "not by schedule" if not link.enabled else _pace(link.every)),
        ("approved", "yes" if link.approved_at is not None else "no: it only plans until a plan is applied"),
        ("last run", _went(shown, kit)),
        ("", link.last_detail),
        ("counts", counts),
        ("pending", str(shown.pending or "")),
    )
    output.say(link.name)
    output.print_table("", ("", ""), [fact for fact in facts if fact[1]])
    return 0


def _pace(every: timedelta | None) -> str:
    return "with the job" if every is None else f"every {round(every.total_seconds() / 60)} minutes"


async def _add(kit: Kit, arguments: argparse.Namespace) -> int:
    left = await account_called(kit, arguments.left)
    right = await account_called(kit, arguments.right)
    offered = await offer(kit, left.id, right.id)
    first = next(iter(offered.features.items()), None)
    before = {} if first is None or arguments.passes else {first[0]: policy_for(first[1][0])}
    new = NewLink(
        left_account_id=left.id,
        right_account_id=right.id,
        name=arguments.name or "",
        features=_features(before, arguments),
        types=_types(arguments),
        sections=_sections({}, arguments),
        lists=frozenset(arguments.lists),
        limits=_limits(Limits(), arguments),
        every=timedelta(minutes=arguments.every) if arguments.every else None,
        enabled=not arguments.disabled,
        two_way_understood=arguments.two_way_understood,
    )
    link = await use_cases.add_link(kit, new)
    return _one(await kit.database.read(overview, link.id), kit, arguments)


async def _set(kit: Kit, arguments: argparse.Namespace) -> int:
    link = await link_called(kit, arguments.link)
    old = link.settings
    every = UNSET if arguments.every is None else timedelta(minutes=arguments.every) or None
    enabled = True if arguments.enable else False if arguments.disable else UNSET
    changes = LinkChanges(
        name=UNSET if arguments.name is None else arguments.name,
        features=_features(old.features, arguments),
        types=_types(arguments) if arguments.types else UNSET,
        sections=_sections(old.sections, arguments),
        lists=frozenset(arguments.lists) if arguments.lists else UNSET,
        limits=_limits(old.limits, arguments),
        every=every,
        enabled=enabled,
        two_way_understood=arguments.two_way_understood,
    )
    await use_cases.change_link(kit, link.id, changes)
    return _one(await kit.database.read(overview, link.id), kit, arguments)


def _features(
    before: Mapping[Feature, FeaturePolicy], arguments: argparse.Namespace
) -> Mapping[Feature, FeaturePolicy]:
    """Return how features pass once what was typed is done to what was."""
    found = dict(before)
    for feature, way in arguments.passes:
        if way is None:
            found.pop(feature, None)
            continue
        known = found.get(feature, FeaturePolicy())
        found[feature] = policy_for(Direction(way), removes=known.removes, tie=known.tie)
    for feature, policy in found.items():
        removes = policy.removes or feature in arguments.removes
        removes = removes and feature not in arguments.keeps
        tie = Side.RIGHT if feature in arguments.tie_right else policy.tie
        found[feature] = replace(policy, removes=removes, tie=tie)
    return found


def _types(arguments: argparse.Namespace) -> frozenset[MediaType] | None:
    return frozenset(MediaType(each) for each in arguments.types) or None


def _sections(
    before: Mapping[Side, frozenset[str]], arguments: argparse.Namespace
) -> Mapping[Side, frozenset[str]]:
    found = dict(before)
    typed: tuple[tuple[Side, Sequence[str]], ...] = (
        (Side.LEFT, arguments.left_section),
        (Side.RIGHT, arguments.right_section),
    )
    for side, keys in typed:
        if keys:
            found[side] = frozenset(key for key in keys if key)
    return found


def _limits(before: Limits, arguments: argparse.Namespace) -> Limits:
    share = arguments.limit_percent
    return Limits(
        few=before.few if arguments.limit_count is None else arguments.limit_count,
        share=before.share if share is None else share / _HUNDRED,
    )


async def _remove(kit: Kit, arguments: argparse.Namespace) -> int:
    link = await link_called(kit, arguments.link)
    if not await agreed(f"{link.name} is removed with all that it knows", yes=arguments.yes):
        output.complain("It stays.")
        return 1
    await use_cases.remove_link(kit, link.id)
    if arguments.json:
        output.print_json({"removed": link.id})
    else:
        output.say(f"{link.name} is removed; nothing happened at its accounts.")
    return 0


async def _forget(kit: Kit, arguments: argparse.Namespace) -> int:
    link = await link_called(kit, arguments.link)
    lost = f"What {link.name} knows is forgotten: its next run is as its first, and waits"
    if not await agreed(lost, yes=arguments.yes):
        output.complain("It stays.")
        return 1
    await use_cases.forget_link(kit, link.id)
    return _one(await kit.database.read(overview, link.id), kit, arguments)


_ACTIONS: Mapping[str, Callable[[Kit, argparse.Namespace], Awaitable[int]]] = {
    "list": _list,
    "add": _add,
    "show": _show,
    "set": _set,
    "remove": _remove,
    "forget": _forget,
    "run": run,
    "preview": preview,
    "plan": plan,
    "apply": apply,
    "discard": discard,
    "findings": findings,
    "block": block,
    "same": same,
    "unblock": unblock,
    "captures": captures,
    "restore": restore,
    "records": records,
    "import": import_file,
    "export": export,
}
