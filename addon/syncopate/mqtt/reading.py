"""Reads from the store what is told over MQTT."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from syncopate.domain.history import SourceHold
from syncopate.domain.playlist import MirrorKind
from syncopate.domain.run import ItemStatus
from syncopate.mqtt.household import Household, Item, Play, Trouble, category_of
from syncopate.providers import registry
from syncopate.store import accounts, mirrors
from syncopate.store.mirrors import Mirror, MirrorSummary
from syncopate.sync import overview
from syncopate.sync.kit import Kit
from syncopate.sync.targets import Played, played_everywhere

_ALL = 30_000
_LOOK_UP_FAILED = frozenset({ItemStatus.FAILED, ItemStatus.UNKNOWN})


async def read_household(kit: Kit) -> Household:
    """Return all playlists, albums with a label, and what troubles the household. Raises DatabaseBusy."""
    # In one reading: a playlist that slips between two pages would be taken for removed.
    page = await kit.database.read(mirrors.list_page, limit=_ALL, offset=0)
    troubles = [
        Trouble(key=problem.key, title=problem.detail or problem.title)
        for problem in await overview.problems(kit)
    ]
    played = await played_everywhere(kit)
    names = {account.id: account.name for account in await kit.database.read(accounts.every)}
    items = tuple(
        _item(summary, played.get(summary.mirror.id, ()), names)
        for summary in page.items
        if _is_told(summary.mirror)
    )
    return Household(items=items, troubles=tuple(troubles))


def _is_told(mirror: Mirror) -> bool:
    """Tell whether it has entities: an album is told of when the user has put it in a category."""
    return mirror.kind is MirrorKind.PLAYLIST or bool((mirror.label or "").strip())


def _item(summary: MirrorSummary, played: Sequence[Played], names: Mapping[str, str]) -> Item:
    """Tell counts once a playlist was synced; `names` are what accounts are called, by their ids."""
    mirror, target = summary.mirror, summary.target
    matched = None if mirror.last_success_at is None else target
    return Item(
        id=mirror.id,
        name=mirror.name,
        album=mirror.kind is MirrorKind.ALBUM,
        category=category_of(mirror.label),
        source=mirror.provider,
        source_name=_source_name(mirror, names),
        available=mirror.last_status not in _LOOK_UP_FAILED,
        playable=None if matched is None else matched.matched,
        missing=None if matched is None else matched.missing,
        review=None if matched is None else matched.review,
        unknown=None if matched is None else matched.unknown,
        entries=mirror.entry_count,
        cover_url=mirror.cover,
        last_sync=_whole_seconds(mirror.last_success_at),
        source_held=_waiting(mirror),
        source_gone_at=_whole_seconds(mirror.gone_at),
        visible=mirror.visible,
        left_out=len(mirror.left_out),
        play=tuple(
            Play(
                library=each.library.name,
                player=each.id.player,
                user=each.target.user_name if each.target.user else None,
                media_content_id=each.id.media_content_id,
                media_content_type=each.id.media_content_type,
            )
            for each in played
        ),
    )


def _source_name(mirror: Mirror, names: Mapping[str, str]) -> str:
    manifest = registry.manifests().get(mirror.provider)
    service = mirror.provider if manifest is None else manifest.name
    return service if mirror.account_id is None else names.get(mirror.account_id, service)


def _waiting(mirror: Mirror) -> SourceHold | None:
    """Return what waits for the user; what they have accepted does no more."""
    if mirror.hold is None or mirror.hold.accepted:
        return None
    return replace(mirror.hold, at=mirror.hold.at.replace(microsecond=0))


def _whole_seconds(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(microsecond=0)
