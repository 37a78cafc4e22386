"""What the user says of entries, kept, taken back, and the verdicts anew at once.

A decision is no job. It writes rows of our own database and nothing outside it, so there is nothing to resume
or to retry: it is kept or it is not. Whoever decides waits for the verdict to go on with the next, and what
is matched again are the entries of the names decided on, not playlists. Accepting many is the same for up to
`MOST_AT_ONCE` reviews a request. What a server or a folder holds changes with the next sync, which is a job.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from syncopate.domain.event import Event, EventType
from syncopate.domain.match import Decision, Ruling
from syncopate.domain.media import Track
from syncopate.errors import Conflict, InvalidInput, NotConfigured, NotFound
from syncopate.matching.decisions import decided
from syncopate.store import decisions, matches, mirrors, reviews, targets, tracks
from syncopate.store.database import Connection
from syncopate.store.decisions import Made, Signature
from syncopate.store.matches import MatchRow, Wanted
from syncopate.store.reviews import Acceptable
from syncopate.sync.kit import Kit
from syncopate.sync.rematching import match_again

MOST_AT_ONCE = 5_000
"""Reviews accepted in one go: the rest in the next, and it is said how many that are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who decides, and by which way in."""

    name: str
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepting:
    """What would be accepted, or was: then it has a `batch`.

    `rest`: how many more are as sure as was asked for, for the next go; `left_out`: those with two equal
    candidates, or whose file has gone.
    """

    items: Sequence[Acceptable]
    rest: int
    left_out: int
    batch: str | None = None


async def decide(
    kit: Kit,
    mirror_id: str,
    position: int,
    *,
    ruling: Ruling | None,
    track_key: str | None,
    by: Signer,
    expected: str | None = None,
    library_id: str | None = None,
) -> MatchRow:
    """Keep a ruling (None takes all back) and match the entry again.

    IS needs a track; IS_NOT without one refuses all candidates at once. `expected` is the identity of the
    entry that was seen. Raises NotFound, InvalidInput, Conflict when another entry stands there now.
    `library_id` None: the library it was first kept on.
    """
    mirror = await kit.database.read(mirrors.get, mirror_id)
    kept = await kit.database.read(targets.of_mirror, mirror_id)
    target = next((one for one in kept if library_id in {None, one.library_id}), None)
    if target is None:
        raise NotConfigured(what=mirror.name)
    row = await kit.database.read(matches.row, target.id, position)
    if expected is not None and row.identity != expected:
        raise Conflict("Another entry stands at this place now: look again.")
    if ruling is None:
        numbers = {each.id for each in row.rulings if each.id is not None}
        await kit.database.write(decisions.clear, numbers, kit.now(), by.name)
        names = frozenset[str]().union({row.identity}, *(each.names for each in row.rulings))
    else:
        made = await _decisions(kit, row, ruling, track_key)
        batch = str(uuid.uuid7()) if len(made) > 1 else None
        signed = Signature(at=kit.now(), by=by.name, via=by.via, batch=batch)
        await kit.database.write(
            decisions.add_batch, [(each, mirror_id, _score(row, each)) for each in made], signed
        )
        names = made[0].names
    await match_again(kit, names)
    after = await kit.database.read(matches.row, target.id, position)
    await kit.tell(
        Event(
            type=EventType.MATCH_DECIDED,
            at=kit.now(),
            name=mirror.name,
            status=ruling.value if ruling else "cleared",
            data={"playlist_id": mirror_id, "position": position, "verdict": after.match.verdict.value},
        )
    )
    return after


async def undo(kit: Kit, number: int, by: Signer) -> Made:
    """Take one decision back: what was ruled before it counts again. Raises NotFound."""
    undone = await kit.database.write(decisions.undo, number, kit.now(), by.name)
    made = await kit.database.read(decisions.get, number)
    if undone is not None:
        await _matched_again(kit, [undone], made.mirror_name or "", made.mirror_id, "undone")
    return made


async def undo_batch(kit: Kit, batch: str, by: Signer) -> int:
    """Take back what was accepted at once; return how many decisions that were. Raises NotFound."""
    undone = await kit.database.write(decisions.undo_batch, batch, kit.now(), by.name)
    if undone:
        await _matched_again(kit, undone, "", None, "undone")
    return len(undone)


async def acceptable(kit: Kit, wanted: Wanted) -> Accepting:
    """Return what would be accepted, each entry once, surest first; writes nothing."""
    found = await kit.database.read(reviews.acceptable, wanted, MOST_AT_ONCE)
    return Accepting(items=found.items, rest=found.rest, left_out=found.left_out)


async def accept(kit: Kit, wanted: Wanted, by: Signer) -> Accepting:
    """Take the best candidate of the surest reviews that are asked for: one batch, to be undone as one."""
    batch = str(uuid.uuid7())
    signed = Signature(at=kit.now(), by=by.name, via=by.via, batch=batch)
    accepted, made = await kit.database.write(_accept, wanted, signed)
    if not made:
        return accepted
    name = accepted.items[0].mirror_name if wanted.mirror_id is not None else ""
    await _matched_again(kit, made, name, wanted.mirror_id, "accepted")
    return accepted


def _accept(connection: Connection, wanted: Wanted, signed: Signature) -> tuple[Accepting, list[Decision]]:
    sure = reviews.acceptable(connection, wanted, MOST_AT_ONCE)
    found, left_out = sure.items, sure.left_out
    keys: dict[str, set[str]] = {}
    for item in found:
        keys.setdefault(item.library_id, set()).add(item.best.track_key)
    there: dict[tuple[str, str], Track] = {
        (library_id, key): track
        for library_id, wanted_keys in keys.items()
        for key, track in tracks.many(connection, library_id, wanted_keys).items()
    }
    taken: list[Acceptable] = []
    rulings: list[tuple[Decision, str, float]] = []
    seen: set[tuple[str, str]] = set()
    for item in found:
        track = there.get((item.library_id, item.best.track_key))
        if track is None:
            left_out += 1
            continue
        taken.append(item)
        if (item.library_id, item.identity) not in seen:
            seen.add((item.library_id, item.identity))
            ruling = decided(item.entry, Ruling.IS, track, item.library_id)
            rulings.append((ruling, item.mirror_id, item.best.score))
    decisions.add_batch(connection, rulings, signed)
    batch = signed.batch if rulings else None
    accepted = Accepting(items=tuple(taken), rest=sure.rest, left_out=left_out, batch=batch)
    return accepted, [each for each, _, _ in rulings]


async def _matched_again(
    kit: Kit, made: Sequence[Decision], name: str, mirror_id: str | None, status: str
) -> None:
    names = frozenset[str]().union(*(decision.names for decision in made))
    await match_again(kit, names)
    await kit.tell(
        Event(
            type=EventType.MATCH_DECIDED,
            at=kit.now(),
            name=name,
            status=status,
            data={"playlist_id": mirror_id, "decisions": len(made)},
        )
    )


async def _decisions(kit: Kit, row: MatchRow, ruling: Ruling, track_key: str | None) -> list[Decision]:
    if ruling is Ruling.NEVER:
        return [decided(row.entry, ruling)]
    if track_key is not None:
        track = await kit.database.read(tracks.get, row.library_id, track_key)
        if track is None:
            raise NotFound(what="track", id=track_key)
        return [decided(row.entry, ruling, track, row.library_id)]
    keys = [each.track_key for each in row.match.candidates] if ruling is Ruling.IS_NOT else []
    there = await kit.database.read(tracks.many, row.library_id, keys)
    if not there:
        raise InvalidInput("Name the track that it is, or is not.", field="track_key")
    return [decided(row.entry, ruling, there[key], row.library_id) for key in keys if key in there]


def _score(row: MatchRow, decision: Decision) -> float | None:
    return next((each.score for each in row.match.candidates if each.track_key == decision.track_key), None)
