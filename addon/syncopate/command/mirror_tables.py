"""Playlists and albums as the command line shows them."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from syncopate.command import output
from syncopate.command.plans import called
from syncopate.domain.history import SourceChange, SourceHold
from syncopate.domain.playlist import LeftOut, Unfit, counted
from syncopate.providers import registry
from syncopate.providers.manifest import LoginKind
from syncopate.store import accounts, libraries, members, targets
from syncopate.store.history import KeptChange
from syncopate.store.mirrors import Mirror, MirrorSummary
from syncopate.sync.kit import Kit

_SHOWN = 100
_OFTEN = {0: "on every run", 1: "every day"}
_UNFIT = {
    Unfit.PODCAST: "of podcasts",
    Unfit.VIDEO: "videos",
    Unfit.UNAVAILABLE: "not available",
    Unfit.UNTITLED: "without a title",
}
_COUNTS = ("matched", "review", "missing", "unknown")


def document_of(summary: MirrorSummary) -> Mapping[str, object]:
    """Return what is told of one, named as the API names it."""
    mirror, target = summary.mirror, summary.target
    plain = ("id", "kind", "name", "source_name", "provider", "account_id", "reference", "description")
    kept = ("label", "interval_days", "enabled", "policy", "member_id", "origin", "expires_at")
    last = ("last_sync_at", "last_success_at", "last_status", "last_error", "last_detail", "visible")
    return {
        **{name: getattr(mirror, name) for name in (*plain, *kept, *last)},
        "cover_url": mirror.cover,
        "custom_cover_url": mirror.custom_cover,
        "library_id": None if target is None else target.library_id,
        "library_name": summary.library_name,
        "entries": mirror.entry_count,
        "counts": {name: 0 if target is None else getattr(target, name) for name in _COUNTS},
        "left_out": {why.value: number for why, number in counted(mirror.left_out).items()},
        "source_gone_at": mirror.gone_at,
        "source_held": _waiting(mirror),
    }


def _waiting(mirror: Mirror) -> SourceHold | None:
    return None if mirror.hold is None or mirror.hold.accepted else mirror.hold


def cut_off(provider: str, account_id: str | None, seen: int, visible: int | None) -> Sequence[str]:
    """Return the sentences to say of a source read where only its first entries can be seen, else none.

    `seen` is how many things were read, those that are left out too.
    """
    if visible is None or seen < visible:
        return ()
    said = f"Only the first {visible} entries can be seen this way: what comes after them is not mirrored."
    manifest = registry.manifests().get(provider)
    if account_id is not None or manifest is None or manifest.login is LoginKind.NONE:
        return (said,)
    how = f"syncopate accounts add {provider}"
    return said, f"With an account of {manifest.name} all of it may be seen: {how}"


def left_out_words(left_out: Sequence[LeftOut]) -> str:
    """Return how much was left out and why, "" for nothing."""
    if not left_out:
        return ""
    parts = (f"{number} {_UNFIT[why]}" for why, number in counted(left_out).items())
    return f"{len(left_out)} left out: {', '.join(parts)}"


async def show_list(kit: Kit, found: Sequence[MirrorSummary]) -> None:
    """Print them as a table."""
    names = await _account_names(kit)
    rows = [
        (
            *(each.mirror.name, each.mirror.kind.value, _source(each.mirror, names), each.mirror.label or ""),
            *(str(each.mirror.entry_count), *_counted(each)),
            _state(each.mirror),
            _note(each.mirror, kit.zone),
            each.mirror.id,
        )
        for each in found
    ]
    columns = ("name", "of", "source", "category", "entries", "matched", "review", "missing")
    output.print_table("Playlists and albums", (*columns, "result", "note", "id"), rows)


async def _account_names(kit: Kit) -> dict[str, str]:
    return {account.id: account.name for account in await kit.database.read(accounts.every)}


def _source(mirror: Mirror, names: Mapping[str, str]) -> str:
    """Return the account it is read by, else the service."""
    manifest = registry.manifests().get(mirror.provider)
    service = mirror.provider if manifest is None else manifest.name
    return service if mirror.account_id is None else names.get(mirror.account_id, service)


def _counted(summary: MirrorSummary) -> tuple[str, str, str]:
    target = summary.target
    if target is None:
        return "", "", ""
    return str(target.matched), str(target.review), str(target.missing)


def _state(mirror: Mirror) -> str:
    if mirror.last_status is None:
        return "not synced yet" if mirror.enabled else "switched off"
    return mirror.last_status.value if mirror.enabled else f"{mirror.last_status.value}, switched off"


def _note(mirror: Mirror, zone: tzinfo) -> str:
    """Return what there is to know beside how it went."""
    hold = _waiting(mirror)
    seen = mirror.visible is not None and f"{mirror.visible} entries can be seen at most"
    said = (
        mirror.gone_at and f"gone at its source since {output.moment(mirror.gone_at, zone)}",
        hold and f"source held: {hold.now} of {hold.before} entries",
        mirror.expires_at and f"goes at {output.moment(mirror.expires_at, zone)}",
        seen,
        left_out_words(mirror.left_out),
        mirror.last_detail or mirror.last_error,
    )
    return "; ".join(each for each in said if each)


async def show_mirror(kit: Kit, summary: MirrorSummary) -> None:
    """Print all there is to know of one, and where it is kept."""
    mirror = summary.mirror
    people = {member.id: member.name for member in await kit.database.read(members.every)}
    facts = (
        ("of", mirror.kind.value),
        ("source", _source(mirror, await _account_names(kit))),
        ("reference", mirror.reference),
        ("called there", mirror.source_name if mirror.source_name != mirror.name else ""),
        ("description", mirror.description or ""),
        ("cover", mirror.cover or ""),
        ("category", mirror.label or ""),
        ("member", people.get(mirror.member_id or "", "")),
        ("entries", str(mirror.entry_count)),
        ("synced", _OFTEN.get(mirror.interval_days, f"every {mirror.interval_days} days")),
        ("last", "" if mirror.last_sync_at is None else output.moment(mirror.last_sync_at, kit.zone)),
        ("result", _state(mirror)),
        ("note", _note(mirror, kit.zone)),
        ("id", mirror.id),
    )
    output.say(mirror.name)
    output.print_table("", ("", ""), [fact for fact in facts if fact[1]])
    known = {library.id: library for library in await kit.database.read(libraries.every)}
    rows = [
        (
            called(known[target.library_id].name, target),
            "not synced yet" if target.last_status is None else target.last_status.value,
            *(str(getattr(target, name)) for name in _COUNTS),
            target.id,
        )
        for target in await kit.database.read(targets.of_mirror, mirror.id)
    ]
    output.print_table("Kept in", ("place", "result", *_COUNTS, "id"), rows)
    if mirror.left_out:
        places = [
            ("" if one.place is None else str(one.place), _UNFIT[one.why], one.label)
            for one in mirror.left_out[:_SHOWN]
        ]
        output.print_table("Left out", ("place", "why", "what"), places)


def change_document(kept: KeptChange) -> Mapping[str, object]:
    """Return what is told of a change, named as the API names it."""
    change = kept.change
    names = ("kind", "label", "place", "before", "by")
    return {"id": kept.id, "at": kept.at, "run_id": kept.run_id} | {
        name: getattr(change, name) for name in names
    }


def show_changes(title: str, changes: Sequence[KeptChange], zone: tzinfo) -> None:
    """Print what changed at a source, and when."""
    rows = [(output.moment(kept.at, zone), *change_row(kept.change)) for kept in changes]
    output.print_table(title, ("when", *CHANGE), rows)


CHANGE = ("what", "entry", "place", "before", "by")


def change_row(change: SourceChange) -> Sequence[str]:
    """Return the cells of a change, places from 1."""
    place = "" if change.place is None else str(change.place + 1)
    return change.kind.value, change.label, place, change.before or "", change.by or ""
