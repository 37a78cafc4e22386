"""Playlists, previews, plans and what is missing dressed for the wire."""

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from syncopate.api.present.mirrored import album_facts_view
from syncopate.api.present.times import milliseconds, start_of
from syncopate.api.wire.base import Pagination
from syncopate.api.wire.media import (
    MissingItem,
    MissingPage,
    OperationView,
    PlanView,
    PlaylistPage,
    PlaylistPreview,
    PlaylistView,
    PreviewEntry,
    SourceHoldView,
    TrackInput,
    VerdictCounts,
)
from syncopate.api.wire.mirrored import LeftOutCounts, LeftOutItem, LeftOutPage
from syncopate.domain.ids import parse_isrc, parse_link
from syncopate.domain.plan import HoldReason, OperationKind
from syncopate.domain.playlist import Entry, LeftOut, counted
from syncopate.domain.snapshot import Complete, Failed, Partial
from syncopate.errors import InvalidInput
from syncopate.planning.due import next_due
from syncopate.providers.capability import ReadFacts, ReadPlaylist
from syncopate.store import exports
from syncopate.store.mirrors import Mirror, MirrorSummary
from syncopate.store.missing import MissingRow
from syncopate.store.paging import Page
from syncopate.sync.missing import link_of
from syncopate.sync.preview import PlanPreview

_SAMPLE = 20


def playlist_view(summary: MirrorSummary, zone: ZoneInfo) -> PlaylistView:
    """Dress a mirror with its target."""
    mirror, target, held, record = summary.mirror, summary.target, summary.held, summary.album
    due = next_due(mirror.interval_days, mirror.last_success_at, zone) if mirror.enabled else None
    return PlaylistView(
        id=mirror.id,
        kind=mirror.kind,
        name=mirror.name,
        source_name=mirror.source_name,
        custom_name=mirror.custom_name,
        provider=mirror.provider,
        account_id=mirror.account_id,
        reference=mirror.reference,
        description=mirror.description,
        cover_url=mirror.cover,
        custom_cover_url=mirror.custom_cover,
        label=mirror.label,
        interval_days=mirror.interval_days,
        enabled=mirror.enabled,
        policy=mirror.policy,
        member_id=mirror.member_id,
        library_id=None if target is None else target.library_id,
        library_name=summary.library_name,
        target_key=None if target is None else target.target_key,
        entries=mirror.entry_count,
        counts=VerdictCounts(
            matched=0 if target is None else target.matched,
            review=0 if target is None else target.review,
            missing=0 if target is None else target.missing,
            unknown=0 if target is None else target.unknown,
        ),
        album=album_facts_view(mirror),
        owned=None if record is None else record.owned,
        total=_size(mirror) if record is None else record.total,
        album_key=None if record is None else record.album_key,
        last_sync_at=mirror.last_sync_at,
        last_success_at=mirror.last_success_at,
        next_due_at=start_of(due, zone),
        last_status=mirror.last_status,
        last_error=mirror.last_error,
        last_detail=mirror.last_detail,
        held=HoldReason(held.held_reason) if held and held.held_reason else None,
        held_digest=None if held is None else held.held_digest,
        visible=mirror.visible,
        left_out=left_out_counts(mirror.left_out),
        source_gone_at=mirror.gone_at,
        source_held=_source_hold(mirror),
        origin=mirror.origin,
        expires_at=mirror.expires_at,
        export=exports.format_of(mirror),
    )


def left_out_counts(left_out: Sequence[LeftOut]) -> LeftOutCounts:
    """Dress how much was left out, and why."""
    return LeftOutCounts(**counted(left_out))


def left_out_page(left_out: Sequence[LeftOut], *, limit: int, offset: int) -> LeftOutPage:
    """Dress a part of what was left out."""
    shown = left_out[offset : offset + limit]
    return LeftOutPage(
        items=[LeftOutItem(why=one.why, label=one.label, place=one.place) for one in shown],
        page=Pagination(total=len(left_out), limit=limit, offset=offset),
    )


def _source_hold(mirror: Mirror) -> SourceHoldView | None:
    hold = mirror.hold
    if hold is None or hold.accepted:
        return None
    return SourceHoldView(digest=hold.digest, before=hold.before, now=hold.now, at=hold.at)


def _size(mirror: Mirror) -> int | None:
    """Return how many tracks an album has by what its source says."""
    return None if mirror.album is None else max(mirror.album.count or 0, mirror.entry_count) or None


def playlist_page(page: Page[MirrorSummary], zone: ZoneInfo) -> PlaylistPage:
    """Dress a page of playlists."""
    return PlaylistPage(
        items=[playlist_view(summary, zone) for summary in page.items],
        page=Pagination(total=page.total, limit=page.limit, offset=page.offset),
    )


def preview_view(read: ReadPlaylist) -> PlaylistPreview:
    """Dress how a file was read."""
    match read.entries:
        case Complete(items=entries) | Partial(found=entries):
            pass
        case Failed():
            entries = ()
    facts = read.facts or ReadFacts(encoding="")
    return PlaylistPreview(
        name=read.playlist.name,
        encoding=facts.encoding,
        header=list(facts.header),
        columns=dict(facts.columns),
        entries=len(entries),
        sample=[
            PreviewEntry(
                position=entry.position,
                title=entry.title,
                artists=list(entry.artists),
                album=entry.album,
                duration_ms=milliseconds(entry.duration),
            )
            for entry in entries[:_SAMPLE]
        ],
        warnings=list(facts.warnings),
    )


def plan_view(preview: PlanPreview) -> PlanView:
    """Dress a plan."""
    plan, counts = preview.plan, preview.counts
    kinds = [operation.kind for operation in plan.operations]
    return PlanView(
        playlist_id=preview.mirror.id,
        target_id=preview.target.id,
        library_id=preview.target.library_id,
        library_name=preview.library_name,
        name=plan.name,
        digest=plan.digest,
        added=kinds.count(OperationKind.ADD),
        removed=kinds.count(OperationKind.REMOVE),
        moved=kinds.count(OperationKind.MOVE),
        unchanged=not plan.operations,
        hold=plan.hold,
        kept_back=len(plan.kept_back),
        counts=VerdictCounts(
            matched=counts.matched, review=counts.review, missing=counts.missing, unknown=counts.unknown
        ),
        operations=[
            OperationView(
                kind=operation.kind,
                why=operation.why,
                label=operation.label,
                position=operation.position,
                track_key=operation.track_key,
            )
            for operation in plan.operations
        ],
        result=len(plan.result),
    )


def entries_of(tracks: Sequence[TrackInput]) -> list[Entry]:
    """Undress tracks given as data. Raises InvalidInput for an ISRC or link that is none."""
    return [_entry(position, track) for position, track in enumerate(tracks)]


def _entry(position: int, track: TrackInput) -> Entry:
    ids = set()
    for name, text, parse in (("isrc", track.isrc, parse_isrc), ("link", track.link, parse_link)):
        if text:
            external = parse(text)
            if external is None:
                raise InvalidInput(
                    f"Track {position + 1}: that is not a known {name}.", field=f"tracks.{position}.{name}"
                )
            ids.add(external)
    return Entry(
        position=position,
        title=track.title,
        artists=tuple(track.artists),
        album=track.album,
        duration=None if track.duration_ms is None else timedelta(milliseconds=track.duration_ms),
        ids=frozenset(ids),
    )


def missing_page(page: Page[MissingRow]) -> MissingPage:
    """Dress a part of what is missing."""
    return MissingPage(
        items=[
            MissingItem(
                playlist_id=row.mirror_id,
                playlist=row.mirror_name,
                position=row.position,
                artist=", ".join(row.entry.artists),
                title=row.entry.title,
                album=row.entry.album,
                duration_ms=milliseconds(row.entry.duration),
                link=link_of(row.entry),
            )
            for row in page.items
        ],
        page=Pagination(total=page.total, limit=page.limit, offset=page.offset),
    )
