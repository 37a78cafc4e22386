"""What waits for the user's eye: what could be accepted at once, and what a decision touches."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import batched

from sqlalchemy import Connection, and_, func, select

from syncopate.domain.match import Candidate, Verdict
from syncopate.domain.playlist import Entry
from syncopate.matching.weights import DEFAULT
from syncopate.store import entries as stored_entries
from syncopate.store.encoding import decode_candidates
from syncopate.store.matches import Wanted, conditions_of, joined
from syncopate.store.mirror_questions import BY_NAME, SHOWN_NAME
from syncopate.store.tables import entries, matches, targets

_PARAMETERS = 500
"""A best candidate that leads by less than this is one of two: that is for the eye."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptable:
    """An entry to review whose best candidate could be taken unseen."""

    mirror_id: str
    mirror_name: str
    library_id: str
    identity: str
    entry: Entry
    best: Candidate


@dataclass(frozen=True, slots=True, kw_only=True)
class Sure:
    """What could be taken unseen, the surest first.

    `rest`: how many more there are; `left_out`: how many have two candidates that are as good.
    """

    items: tuple[Acceptable, ...]
    rest: int
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """Places of a target whose entries a decision may concern."""

    target_id: str
    mirror_id: str
    library_id: str
    positions: tuple[int, ...]


def acceptable(connection: Connection, wanted: Wanted, limit: int) -> Sure:
    """Return the surest reviews, at most `limit`, and count all others that are asked for."""
    asked = replace(wanted, verdicts={Verdict.REVIEW})
    rows = connection.execute(
        joined(
            targets.c.mirror_id,
            SHOWN_NAME.label("mirror_name"),
            targets.c.library_id,
            matches.c.candidates,
            entries.c.identity,
            *stored_entries.COLUMNS,
        )
        .where(*conditions_of(asked), matches.c.score.is_not(None))
        .order_by(matches.c.score.desc(), targets.c.mirror_id, entries.c.position)
    )
    found: list[Acceptable] = []
    rest = left_out = 0
    # All of them: a limit on rows would be filled by those that are left out, and the rest never be reached.
    for row in rows:
        best = _clear_best(decode_candidates(row.candidates))
        if best is None:
            left_out += 1
            continue
        if len(found) == limit:
            rest += 1
            continue
        found.append(
            Acceptable(
                mirror_id=row.mirror_id,
                mirror_name=row.mirror_name,
                library_id=row.library_id,
                identity=row.identity,
                entry=stored_entries.of_row(row),
                best=best,
            )
        )
    return Sure(items=tuple(found), rest=rest, left_out=left_out)


def playlists(connection: Connection) -> list[tuple[str, str, int]]:
    """Return the playlists with something to review: id, name, and how much."""
    rows = connection.execute(
        joined(targets.c.mirror_id, SHOWN_NAME.label("mirror_name"), func.count().label("number"))
        .where(*conditions_of(Wanted(verdicts={Verdict.REVIEW})))
        .group_by(targets.c.mirror_id, SHOWN_NAME, *BY_NAME)
        .order_by(*BY_NAME)
    )
    return [(row.mirror_id, row.mirror_name, row.number) for row in rows]


def touched(connection: Connection, names: Collection[str]) -> list[Touched]:
    """Return, library by library, where entries with a verdict stand whose strongest name is one of these."""
    found: dict[tuple[str, str, str], list[int]] = {}
    for part in batched(sorted(names), _PARAMETERS, strict=False):
        rows = connection.execute(
            select(targets.c.library_id, targets.c.id, targets.c.mirror_id, matches.c.position)
            .select_from(entries)
            .join(targets, targets.c.mirror_id == entries.c.mirror_id)
            .join(
                matches,
                and_(matches.c.target_id == targets.c.id, matches.c.position == entries.c.position),
            )
            .where(entries.c.identity.in_(part))
        )
        for library_id, target_id, mirror_id, position in rows:
            found.setdefault((library_id, target_id, mirror_id), []).append(position)
    return [
        Touched(
            library_id=library_id,
            target_id=target_id,
            mirror_id=mirror_id,
            positions=tuple(sorted(positions)),
        )
        for (library_id, target_id, mirror_id), positions in sorted(found.items())
    ]


def _clear_best(candidates: tuple[Candidate, ...]) -> Candidate | None:
    free = sorted((each for each in candidates if not each.barred), key=lambda each: -each.score)
    if not free or (len(free) > 1 and free[1].score > free[0].score - DEFAULT.gap):
        return None
    return free[0]
