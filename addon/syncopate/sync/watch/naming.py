"""Titles that both sides have under other ids: what is known of them from elsewhere, and what to ask."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from syncopate.domain.link import LinkPolicy
from syncopate.domain.watch import MediaType, Record, Side, TitleId, TitleIdKind, View
from syncopate.planning.watching.renaming import named
from syncopate.store import title_ids, watch_records
from syncopate.store.database import Database
from syncopate.store.links import Link
from syncopate.store.title_ids import Named

_AGAIN = timedelta(days=30)
"""After so long what nobody knew is asked for once more."""
_MOST_ASKED = 300
"""Ids that are looked up in one run: the rest comes in the next ones."""
_FINDABLE = frozenset({TitleIdKind.IMDB, TitleIdKind.TMDB, TitleIdKind.TVDB})


def lonely_titles(database: Database, link: Link, policy: LinkPolicy, now: datetime) -> list[Named]:
    """Return ids of films and shows that nobody at the other side is named by, to be asked for elsewhere.

    Those that were asked for before are left out.
    """
    sides = [
        _names_in(
            named(record, side, policy)
            for record in database.look(watch_records.every, link.account_at(side))
        )
        for side in Side
    ]
    wanted: set[Named] = set()
    for names, others in ((sides[0], _flat(sides[1])), (sides[1], _flat(sides[0]))):
        for kind, ids in names:
            if any((kind, each) in others for each in ids):
                continue
            wanted |= {(kind, each) for each in sorted(ids) if each.kind in _FINDABLE}
    known = database.look(title_ids.known, wanted, now - _AGAIN)
    return sorted(wanted - known.keys(), key=lambda named: (named[0].value, named[1]))[:_MOST_ASKED]


type _Names = frozenset[tuple[MediaType, frozenset[TitleId]]]


def _names_in(records: Iterable[Record]) -> _Names:
    """Return what films and shows are called by, those of episodes included."""
    found: set[tuple[MediaType, frozenset[TitleId]]] = set()
    for record in records:
        title = record.title
        if title.type in {MediaType.MOVIE, MediaType.SHOW} and title.ids:
            found.add((title.type, title.ids))
        elif title.show_ids:
            found.add((MediaType.SHOW, title.show_ids))
    return frozenset(found)


def _flat(names: _Names) -> frozenset[Named]:
    return frozenset((kind, each) for kind, ids in names for each in ids)


def resolved(database: Database, views: Mapping[Side, View]) -> dict[Side, View]:
    """Add the ids that are known from elsewhere to those that records have."""
    asked: set[Named] = set()
    for view in views.values():
        for record in view.records:
            asked.update(_asked(record))
    known = {named: ids for named, ids in database.look(title_ids.known, asked).items() if ids}
    if not known:
        return dict(views)
    return {
        side: replace(view, records=tuple(_with_ids(record, known) for record in view.records))
        for side, view in views.items()
    }


def _asked(record: Record) -> Iterator[Named]:
    title = record.title
    kind = title.type if title.type in {MediaType.MOVIE, MediaType.SHOW} else MediaType.SHOW
    for each in title.ids if kind is title.type else title.show_ids:
        if each.kind in _FINDABLE:
            yield kind, each


def _with_ids(record: Record, known: Mapping[Named, frozenset[TitleId]]) -> Record:
    more = {each for named in _asked(record) for each in known.get(named, ())}
    title = record.title
    if title.type in {MediaType.MOVIE, MediaType.SHOW}:
        # What the record says itself counts: of no kind two.
        kinds = {each.kind for each in title.ids}
        extra = {each for each in more if each.kind not in kinds}
        return replace(record, title=replace(title, ids=title.ids | extra)) if extra else record
    kinds = {each.kind for each in title.show_ids}
    extra = {each for each in more if each.kind not in kinds}
    return replace(record, title=replace(title, show_ids=title.show_ids | extra)) if extra else record
