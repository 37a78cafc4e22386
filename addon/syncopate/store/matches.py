"""Matches: the verdict about each entry of a target."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    select,
)

from syncopate.domain.match import Decision, Match, Verdict
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.errors import NotFound
from syncopate.matching.decisions import Decisions
from syncopate.matching.identity import entry_identities
from syncopate.matching.search import search_words
from syncopate.store import decisions, entries as stored_entries, missing, targets as targets_of, tracks
from syncopate.store.encoding import decode_candidates, encode_candidates
from syncopate.store.libraries import away
from syncopate.store.mirror_questions import BY_NAME, SHOWN_NAME
from syncopate.store.paging import Page
from syncopate.store.searching import contains_folded
from syncopate.store.tables import entries, matches, mirrors, targets

_AWAY = away(targets)
"""The library cannot be read now: its verdicts stay stored, and until it is back all of them are unknown."""
_VERDICT = case((_AWAY, literal(Verdict.UNKNOWN.value)), else_=matches.c.verdict)
_BEST_FIRST = (Verdict.MATCH, Verdict.REVIEW, Verdict.UNKNOWN, Verdict.MISSING)
"""Of what several places say of an entry the first counts: it is missing when none says anything else."""
_BY_PLACE = (targets.c.mirror_id, matches.c.target_id, matches.c.position)
_BY_NAME = (*BY_NAME, targets.c.id, matches.c.position)
_BY_SCORE = (func.coalesce(matches.c.score, -1).desc(), *_BY_PLACE)
_PARAMETERS = 500
_LIBRARY_AWAY = Match(Verdict.UNKNOWN, "library_unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchRow:
    """One entry of a mirror on one target, with all that a page about it shows.

    `match` is what is known now: unknown while the library cannot be read. `decision` is the ruling that
    counts, `rulings` are all that hold for the entry, wherever they were made.
    """

    mirror_id: str
    mirror_name: str
    target_id: str
    library_id: str
    position: int
    entry: Entry
    identity: str
    match: Match
    track: Track | None
    decision: Decision | None
    rulings: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictCounts:
    """How many entries have which verdict."""

    matched: int = 0
    review: int = 0
    missing: int = 0
    unknown: int = 0


def _shown() -> Select[Any]:
    return joined(
        targets.c.mirror_id,
        SHOWN_NAME.label("mirror_name"),
        targets.c.library_id,
        _AWAY.label("away"),
        *(matches.c[name] for name in ("target_id", "verdict", "reason", "track_key", "candidates")),
        entries.c.identity,
        *stored_entries.COLUMNS,
    )


def joined(*columns: Any) -> Select[Any]:
    """Select from verdicts with their entry, target and mirror."""
    here = and_(entries.c.mirror_id == targets.c.mirror_id, entries.c.position == matches.c.position)
    return (
        select(*columns)
        .select_from(matches)
        .join(targets, targets.c.id == matches.c.target_id)
        .join(entries, here)
        .join(mirrors, mirrors.c.id == targets.c.mirror_id)
    )


# Pages ask these. A statement is put together and known again once, which takes longer than its answer.
_SHOWN = _shown()
_ONE_SHOWN = _SHOWN.where(matches.c.target_id == bindparam("one"), matches.c.position == bindparam("place"))
_PLACED = select(func.count()).select_from(matches).join(targets, targets.c.id == matches.c.target_id)
_WAITS = (matches.c.verdict == Verdict.REVIEW, ~_AWAY)
_TO_REVIEW = _PLACED.where(*_WAITS)
_BY_VERDICT = select(matches.c.verdict, func.count()).group_by(matches.c.verdict)
_SHARED = select(targets.c.mirror_id).group_by(targets.c.mirror_id).having(func.count() > 1)
_ANY_SHARED = _SHARED.limit(1)
_OF_SHARED = targets.c.mirror_id.in_(_SHARED)


def _counting(*places: ColumnElement[bool]) -> Select[Any]:
    return _BY_VERDICT.where(matches.c.target_id.in_(select(targets.c.id).where(*places)))


def _surest_to_review() -> Select[Any]:
    # First which they are: in order are put all that wait, with no more of each than that needs.
    first = (
        select(matches.c.target_id, matches.c.position)
        .join(targets, targets.c.id == matches.c.target_id)
        .where(*_WAITS)
        .order_by(*_BY_SCORE)
        .limit(bindparam("most"))
        .subquery()
    )
    same = and_(matches.c.target_id == first.c.target_id, matches.c.position == first.c.position)
    return _SHOWN.join(first, same).order_by(*_BY_SCORE)


_SUREST_TO_REVIEW = _surest_to_review()
_COUNT_AWAY, _COUNT_SHARED = _counting(_AWAY, ~_OF_SHARED), _counting(_OF_SHARED)


def replace(connection: Connection, target_id: str, rows: Sequence[tuple[int, Match]]) -> None:
    """Store the verdicts of a target, by position, in place of the earlier ones."""
    connection.execute(delete(matches).where(matches.c.target_id == target_id))
    _insert(connection, target_id, rows)


def _insert(connection: Connection, target_id: str, rows: Sequence[tuple[int, Match]]) -> None:
    values = [
        {
            "target_id": target_id,
            "position": position,
            "verdict": match.verdict,
            "reason": match.reason,
            "track_key": match.track_key,
            "candidates": encode_candidates(match.candidates),
            "score": match.confidence,
        }
        for position, match in rows
    ]
    if values:
        connection.execute(insert(matches), values)


def revise(connection: Connection, target_id: str, rows: Sequence[tuple[int, Match]]) -> None:
    """Store some verdicts of a target anew, count it, and let its next sync match every entry again."""
    for part in batched([position for position, _ in rows], _PARAMETERS, strict=False):
        connection.execute(
            delete(matches).where(matches.c.target_id == target_id, matches.c.position.in_(part))
        )
    _insert(connection, target_id, rows)
    found = connection.execute(
        select(matches.c.verdict, func.count())
        .where(matches.c.target_id == target_id)
        .group_by(matches.c.verdict)
    )
    told = _counted(found)
    targets_of.set_counts(
        connection,
        target_id,
        matched=told.matched,
        review=told.review,
        missing=told.missing,
        unknown=told.unknown,
        match_state="",
    )


def load(connection: Connection, target_id: str) -> list[tuple[int, Match]]:
    """Return the verdicts of a target, by position."""
    rows = connection.execute(
        select(matches).where(matches.c.target_id == target_id).order_by(matches.c.position)
    )
    return [(row.position, _of(row)) for row in rows]


def one(connection: Connection, target_id: str, position: int) -> Match:
    """Return the verdict about one entry. Raises NotFound."""
    row = connection.execute(
        select(matches).where(matches.c.target_id == target_id, matches.c.position == position)
    ).first()
    if row is None:
        raise NotFound(what="match", id=f"{target_id}/{position}")
    return _of(row)


def row(connection: Connection, target_id: str, position: int) -> MatchRow:
    """Return one entry with its verdict and all that a page about it shows. Raises NotFound."""
    found = connection.execute(_ONE_SHOWN, {"one": target_id, "place": position}).first()
    if found is None:
        raise NotFound(what="match", id=f"{target_id}/{position}")
    return _detailed(connection, [found])[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries are asked for. `query`: words in title, artists or album; `least`, `most`: scores."""

    target_id: str | None = None
    mirror_id: str | None = None
    library_id: str | None = None
    verdicts: Collection[Verdict] | None = None
    query: str | None = None
    least: float | None = None
    most: float | None = None


def detail_page(
    connection: Connection, wanted: Wanted, *, surest: bool = False, limit: int, offset: int
) -> Page[MatchRow]:
    """Return entries with verdict by mirror name and position, or the `surest` candidates first."""
    conditions = conditions_of(wanted)
    counted = joined(func.count()) if wanted.query else _PLACED
    total = connection.execute(counted.where(*conditions)).scalar_one()
    order = _BY_SCORE if surest else _BY_NAME
    rows = connection.execute(_SHOWN.where(*conditions).order_by(*order).limit(limit).offset(offset))
    return Page(items=_detailed(connection, rows.all()), total=total, limit=limit, offset=offset)


def surest_to_review(connection: Connection, limit: int) -> tuple[MatchRow, ...]:
    """Return the first of the entries that wait to be reviewed whose candidates are the surest."""
    return _detailed(connection, connection.execute(_SUREST_TO_REVIEW, {"most": limit}).all())


def conditions_of(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Return what holds for those asked for, over `joined`."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.target_id is not None:
        conditions.append(matches.c.target_id == wanted.target_id)
    if wanted.mirror_id is not None:
        conditions.append(targets.c.mirror_id == wanted.mirror_id)
    if wanted.library_id is not None:
        conditions.append(targets.c.library_id == wanted.library_id)
    if wanted.verdicts is not None:
        # The verdict as it is kept is in an index: asked for beside the one that holds now.
        kept = [verdict.value for verdict in wanted.verdicts]
        if Verdict.UNKNOWN not in wanted.verdicts:
            conditions.append(matches.c.verdict.in_(kept))
        conditions.append(_VERDICT.in_(kept))
    if wanted.least is not None:
        conditions.append(matches.c.score >= wanted.least)
    if wanted.most is not None:
        conditions.append(matches.c.score <= wanted.most)
    conditions.extend(contains_folded(entries.c.folded, word) for word in search_words(wanted.query or ""))
    return conditions


def counts(connection: Connection) -> VerdictCounts:
    """Return the verdicts over all mirrors, every entry once; of libraries that are away all is unknown.

    It is matched where one of its places has it, else to review or unknown where one is; missing is what
    none has.
    """
    # As they are kept, which an index tells at once, less the few that count otherwise: those in libraries
    # that are away, and those of mirrors with several places, where an entry has more verdicts than one.
    kept, away = _counted(connection.execute(_BY_VERDICT)), _counted(connection.execute(_COUNT_AWAY))
    matched, review = kept.matched - away.matched, kept.review - away.review
    unknown = kept.unknown + away.matched + away.review + away.missing
    lacking = kept.missing - away.missing
    if connection.execute(_ANY_SHARED).first() is not None:
        each, once = _counted(connection.execute(_COUNT_SHARED)), _best_of(connection, _OF_SHARED)
        matched += once.matched - each.matched
        review += once.review - each.review
        unknown += once.unknown - each.unknown
        lacking = missing.total(connection)
    return VerdictCounts(matched=matched, review=review, missing=lacking, unknown=unknown)


def _best_of(connection: Connection, places: ColumnElement[bool]) -> VerdictCounts:
    """Return what these places come to as they are known now; every entry of a mirror counts once."""
    said = ((matches.c.verdict == verdict, place) for place, verdict in enumerate(_BEST_FIRST))
    rank = case((_AWAY, _BEST_FIRST.index(Verdict.UNKNOWN)), *said)
    told = (
        select(func.min(rank).label("best"))
        .select_from(matches)
        .join(targets, targets.c.id == matches.c.target_id)
        .where(places)
        .group_by(targets.c.mirror_id, matches.c.position)
        .subquery()
    )
    rows = connection.execute(select(told.c.best, func.count()).group_by(told.c.best))
    return _counted((_BEST_FIRST[best], number) for best, number in rows)


def of_mirror(connection: Connection, mirror_id: str) -> VerdictCounts:
    """Return what the places of a mirror come to, as each was last read; every entry counts once.

    It is matched where one place has it, else to review or unknown where one is; missing is what none has.
    """
    rank = case(*((matches.c.verdict == verdict, place) for place, verdict in enumerate(_BEST_FIRST)))
    told = (
        select(func.min(rank).label("best"))
        .select_from(matches)
        .join(targets, targets.c.id == matches.c.target_id)
        .where(targets.c.mirror_id == mirror_id)
        .group_by(matches.c.position)
        .subquery()
    )
    rows = connection.execute(select(told.c.best, func.count()).group_by(told.c.best))
    return _counted((_BEST_FIRST[best], number) for best, number in rows)


def to_review(connection: Connection) -> int:
    """Count what waits to be reviewed, in all places that can be read."""
    return connection.execute(_TO_REVIEW).scalar_one()


def _counted(rows: Iterable[tuple[str, int] | Row[str, int]]) -> VerdictCounts:
    by_verdict = {Verdict(verdict): number for verdict, number in rows}
    return VerdictCounts(
        matched=by_verdict.get(Verdict.MATCH, 0),
        review=by_verdict.get(Verdict.REVIEW, 0),
        missing=by_verdict.get(Verdict.MISSING, 0),
        unknown=by_verdict.get(Verdict.UNKNOWN, 0),
    )


def _detailed(connection: Connection, rows: Sequence[Row[Any]]) -> tuple[MatchRow, ...]:
    told = [stored_entries.of_row(row) for row in rows]
    made = decisions.named(connection, {name for entry in told for name in entry_identities(entry)})
    ruled = {library_id: Decisions.of(made, library_id) for library_id in {row.library_id for row in rows}}
    chosen = _tracks(connection, rows)
    return tuple(
        MatchRow(
            mirror_id=row.mirror_id,
            mirror_name=row.mirror_name,
            target_id=row.target_id,
            library_id=row.library_id,
            position=row.position,
            entry=entry,
            identity=row.identity,
            match=_LIBRARY_AWAY if row.away else _of(row),
            track=None if row.away else chosen.get((row.library_id, row.track_key)),
            decision=(on := ruled[row.library_id].on(entry)).latest,
            rulings=on.made,
        )
        for row, entry in zip(rows, told, strict=True)
    )


def _tracks(connection: Connection, rows: Sequence[Row[Any]]) -> dict[tuple[str, str], Track]:
    keys: dict[str, set[str]] = {}
    for row in rows:
        if row.track_key is not None and not row.away:
            keys.setdefault(row.library_id, set()).add(row.track_key)
    return {
        (library_id, key): track
        for library_id, wanted in keys.items()
        for key, track in tracks.many(connection, library_id, wanted).items()
    }


def _of(row: Row[Any]) -> Match:
    return Match(Verdict(row.verdict), row.reason, row.track_key, decode_candidates(row.candidates))
