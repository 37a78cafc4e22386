"""What the user says of an entry, and its verdict anew at once."""

from syncopate.domain.event import Event, EventType
from syncopate.domain.match import Decision, Ruling
from syncopate.errors import InvalidInput, NotConfigured, NotFound
from syncopate.matching.identity import track_identities
from syncopate.store import decisions, libraries, matches, mirrors, targets, tracks
from syncopate.store.matches import MatchRow
from syncopate.sync.kit import Kit
from syncopate.sync.work import rematch_entry


async def decide(
    kit: Kit, mirror_id: str, position: int, *, ruling: Ruling | None, track_key: str | None, by: str
) -> MatchRow:
    """Keep a ruling (None takes all back) and match the entry again. Raises NotFound, InvalidInput."""
    mirror = await kit.database.read(mirrors.get, mirror_id)
    target = next(iter(await kit.database.read(targets.of_mirror, mirror_id)), None)
    if target is None:
        raise NotConfigured(what=mirror.name)
    row = await kit.database.read(matches.row, target.id, position)
    library = await kit.database.read(libraries.get, target.library_id)
    if ruling is None:
        await kit.database.write(decisions.clear, row.identity)
    else:
        decision = await _decision(kit, row, ruling, track_key)
        await kit.database.write(decisions.add, decision, kit.now(), by)
    await kit.compute(
        rematch_entry, kit.database.address, target.id, mirror_id, library.id, library.revision, position
    )
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


async def _decision(kit: Kit, row: MatchRow, ruling: Ruling, track_key: str | None) -> Decision:
    if ruling is Ruling.NEVER:
        return Decision(row.identity, ruling)
    if track_key is None:
        raise InvalidInput("Name the track that it is, or is not.", field="track_key")
    track = await kit.database.read(tracks.get, row.library_id, track_key)
    if track is None:
        raise NotFound(what="track", id=track_key)
    return Decision(row.identity, ruling, track_key, track_identities(track))
