"""Links, shelves, changes and identities dressed for the wire."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from syncopate.api.present.playlists import left_out_counts
from syncopate.api.present.times import milliseconds
from syncopate.api.wire.base import Pagination
from syncopate.api.wire.sources import (
    BudgetView,
    CatalogueSearch,
    FoundView,
    IdentityPage,
    IdentityView,
    LinkView,
    OfferItem,
    OwnerView,
    RecordingView,
    RestingView,
    ShelfItem,
    ShelfView,
    SourceChangePage,
    SourceChangeView,
    SourceEntry,
)
from syncopate.domain.ids import IdKind
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry, MirrorKind
from syncopate.providers.catalogue import Found
from syncopate.providers.links import LinkKind
from syncopate.providers.pace import Budget
from syncopate.store.history import KeptChange
from syncopate.store.identities import Identity
from syncopate.store.owners import Owner
from syncopate.store.paging import Page
from syncopate.sync.catalogues import Answer
from syncopate.sync.formats.uris import best_link
from syncopate.sync.linking import Looked, Recognised
from syncopate.sync.missing import link_of
from syncopate.sync.sources import OfferedPlaylist, ShelfView as Shelf

_SAMPLE = 20


def looked_view(looked: Looked) -> LinkView:
    """Dress what a link would add."""
    source = looked.playlist
    return LinkView(
        kind=LinkKind.ALBUM if looked.kind is MirrorKind.ALBUM else LinkKind.PLAYLIST,
        provider=looked.provider,
        account_id=looked.account_id,
        reference=looked.reference,
        name=source.name,
        owner=source.owner,
        description=source.description,
        cover_url=source.cover_url,
        count=looked.count,
        read=len(looked.entries),
        visible=looked.visible,
        left_out=left_out_counts(looked.read.left_out),
        entries=[_entry(entry) for entry in looked.entries[:_SAMPLE]],
        playlist_id=looked.mirror_id,
    )


def recognised_view(found: Recognised) -> LinkView:
    """Dress a link that names no playlist or album."""
    account = found.accounts[0].id if found.accounts else None
    return LinkView(
        kind=found.linked.kind,
        provider=found.manifest.domain,
        account_id=account,
        reference=found.linked.reference,
    )


def _entry(entry: Entry) -> SourceEntry:
    isrc = next((each.value for each in entry.ids if each.kind is IdKind.ISRC), None)
    return SourceEntry(
        position=entry.position,
        title=entry.title,
        artists=list(entry.artists),
        album=entry.album,
        duration_ms=milliseconds(entry.duration),
        isrc=isrc,
        link=link_of(entry),
        added_at=entry.added_at,
    )


def shelf_view(shelf: Shelf, limit: int, offset: int) -> ShelfView:
    """Dress a part of a shelf; what can be opened is on its first page."""
    return ShelfView(
        provider=shelf.provider,
        account_id=shelf.account_id,
        key=shelf.key,
        shelves=[
            ShelfItem(
                key=each.key, name=each.name, kind=each.kind, cover_url=each.cover_url, count=each.count
            )
            for each in (shelf.shelves if offset == 0 else ())
        ],
        items=[_offer(each) for each in shelf.playlists[offset : offset + limit]],
        page=Pagination(total=len(shelf.playlists), limit=limit, offset=offset),
    )


def _offer(offered: OfferedPlaylist) -> OfferItem:
    source = offered.playlist
    return OfferItem(
        reference=source.reference,
        kind=source.kind,
        name=source.name,
        owner=source.owner,
        description=source.description,
        cover_url=source.cover_url,
        count=source.count if source.album is None else source.album.count or source.count,
        artists=[] if source.album is None else list(source.album.artists),
        year=None if source.album is None else source.album.year,
        playlist_id=None if offered.mirror is None else offered.mirror.id,
    )


def changes_page(page: Page[KeptChange]) -> SourceChangePage:
    """Dress a page of what changed."""
    return SourceChangePage(
        items=[
            SourceChangeView(
                id=kept.id,
                at=kept.at,
                run_id=kept.run_id,
                kind=kept.change.kind,
                label=kept.change.label,
                place=kept.change.place,
                before=kept.change.before,
                by=kept.change.by,
            )
            for kept in page.items
        ],
        page=Pagination(total=page.total, limit=page.limit, offset=page.offset),
    )


def identity_view(known: Identity) -> IdentityView:
    """Dress what an entry is in a catalogue."""
    return IdentityView(
        identity=known.identity,
        catalogue=known.catalogue,
        verdict=known.verdict,
        reason=known.reason,
        label=known.label,
        found=None if known.found is None else _recording(known.found),
        candidates=[_recording(each) for each in known.candidates],
        by_hand=known.by_hand,
        checked_at=known.checked_at,
    )


def identity_page(page: Page[Identity]) -> IdentityPage:
    """Dress a page of identities."""
    return IdentityPage(
        items=[identity_view(each) for each in page.items],
        page=Pagination(total=page.total, limit=page.limit, offset=page.offset),
    )


def _recording(track: Track) -> RecordingView:
    return RecordingView(
        key=track.key,
        title=track.title,
        artists=list(track.artists),
        album=track.album,
        duration_ms=milliseconds(track.duration),
        link=best_link(track.ids),
    )


def search_view(answer: Answer[Found]) -> CatalogueSearch:
    """Dress what a catalogue found."""
    return CatalogueSearch(
        provider=answer.way.domain,
        account_id=answer.way.account_id,
        items=_found(answer.items),
        instead_of=[RestingView(provider=each.domain, until=each.until) for each in answer.instead_of],
    )


def _found(items: Sequence[Found]) -> list[FoundView]:
    return [
        FoundView(
            kind=each.kind,
            title=each.title,
            artists=list(each.artists),
            album=each.album,
            year=each.year,
            duration_ms=milliseconds(each.duration),
            count=each.count,
            cover_url=each.cover_url,
            url=each.url,
            reference=each.reference,
        )
        for each in items
    ]


def owner_view(owner: Owner) -> OwnerView:
    """Dress whose an account is."""
    return OwnerView(account_id=owner.account_id, member_id=owner.member_id, recent_days=owner.recent_days)


def budget_view(account_id: str, budget: Budget | None, now: datetime) -> BudgetView:
    """Dress how an account stands with its service; nothing is known while it has asked nothing."""
    if budget is None:
        return BudgetView(account_id=account_id)
    return BudgetView(
        account_id=account_id,
        requests=budget.requests or None,
        seconds=budget.seconds or None,
        used=budget.used,
        rests_until=now + timedelta(seconds=budget.rests) if budget.rests else None,
    )
