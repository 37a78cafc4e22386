"""One playlist: its entries with their verdicts, the evidence of one of them, its settings and history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.responses import Response

from syncopate.access.identity import Origin
from syncopate.domain.ids import track_link
from syncopate.domain.match import Candidate, Ruling, Verdict
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry, TargetPolicy
from syncopate.errors import InvalidInput, NotFound
from syncopate.store import libraries, matches, mirrors, runs, targets, tracks
from syncopate.store.database import Connection
from syncopate.store.entries import load as load_entries
from syncopate.store.libraries import Library
from syncopate.store.matches import MatchRow, Wanted
from syncopate.store.mirrors import Mirror, MirrorChanges, MirrorSummary
from syncopate.store.paging import Page
from syncopate.store.runs import ItemHistory
from syncopate.store.targets import Target
from syncopate.sync.decisions import Signer, decide as decide_match
from syncopate.sync.mirrors import change_mirror, remove_mirror
from syncopate.web.pages.playlists import Row, main_run, next_sync, syncing_now
from syncopate.web.visit import Visit

PAGE = 50
_FOUND = 12
_HISTORY = 8
_LONGEST_KEY = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A track that might be it, with the evidence when it was a candidate."""

    track: Track
    candidate: Candidate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything about one entry: the choice, what else there is, what a search found."""

    row: MatchRow
    chosen: Option | None
    others: Sequence[Option]
    refused: Sequence[Track]
    find: str
    found: Sequence[Track]
    links: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What is read of a playlist at once."""

    mirror: Mirror
    target: Target | None
    before: Target | None
    library: Library | None
    libraries: Sequence[Library]
    page: Page[MatchRow]
    unmatched: Sequence[Entry]
    history: Sequence[ItemHistory]
    evidence: Evidence | None
    labels: Sequence[str]
    syncing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One playlist as it is shown."""

    parts: Parts
    row: Row
    verdict: str
    query: str
    number: int
    next_sync: datetime | None


async def show(visit: Visit) -> Response:
    """Show it; `entry` opens the evidence of one entry, `find` searches the library for it."""
    mirror_id = visit.request.path_params["id"]
    asked = visit.parameter("show")
    verdict = Verdict(asked) if asked in {item.value for item in Verdict} else None
    query, number = visit.parameter("q")[:300], max(visit.whole("page", 1), 1)
    entry = visit.whole("entry", -1)
    find = visit.parameter("find")[:300]
    parts = await visit.kit.database.read(
        _gather, mirror_id, verdict, query, number, entry if entry >= 0 else None, find
    )
    following = next_sync(visit.kit, parts.mirror, await main_run(visit), visit.now)
    summary = MirrorSummary(
        mirror=parts.mirror,
        target=parts.target,
        library_name=parts.library.name if parts.library else None,
    )
    view = View(
        parts=parts,
        row=Row(summary=summary, next_sync=following, syncing=parts.syncing),
        verdict=verdict.value if verdict else "",
        query=query,
        number=number,
        next_sync=following,
    )
    return visit.page("playlist.html", view, active="playlists")


def _gather(
    connection: Connection,
    mirror_id: str,
    verdict: Verdict | None,
    query: str,
    number: int,
    entry: int | None,
    find: str,
) -> Parts:
    mirror = mirrors.get(connection, mirror_id)
    target = next(iter(targets.of_mirror(connection, mirror_id)), None)
    page = matches.detail_page(
        connection,
        Wanted(
            mirror_id=mirror_id,
            verdicts=None if verdict is None else {verdict},
            query=query or None,
        ),
        limit=PAGE,
        offset=(number - 1) * PAGE,
    )
    library = None if target is None else libraries.get(connection, target.library_id)
    # What was known when the library could be read last, told beside what is known now.
    before = target if library is not None and library.readable is False else None
    if target is not None and library is not None:
        target = target.as_known(readable=library.readable)
    matched = target is not None and target.match_state is not None
    return Parts(
        mirror=mirror,
        target=target,
        before=before,
        library=library,
        libraries=libraries.every(connection),
        page=page,
        unmatched=() if matched else [item.entry for item in load_entries(connection, mirror_id)[:PAGE]],
        history=runs.items_of(connection, mirror_id, _HISTORY),
        evidence=None if entry is None or target is None else _evidence(connection, target, entry, find),
        labels=mirrors.labels(connection),
        syncing=mirror_id in syncing_now(connection),
    )


def _evidence(connection: Connection, target: Target, position: int, find: str) -> Evidence | None:
    try:
        row = matches.row(connection, target.id, position)
    except NotFound:
        return None
    keys = {candidate.track_key for candidate in row.match.candidates}
    known = tracks.many(connection, row.library_id, keys)
    options = [
        Option(track=known[candidate.track_key], candidate=candidate)
        for candidate in row.match.candidates
        if candidate.track_key in known
    ]
    chosen = next((item for item in options if item.track.key == row.match.track_key), None)
    if chosen is None and row.track is not None:
        chosen = Option(track=row.track)
    return Evidence(
        row=row,
        chosen=chosen,
        others=[item for item in options if item is not chosen],
        refused=_refused(connection, row),
        find=find,
        found=tracks.search(connection, row.library_id, find, _FOUND).items if find else (),
        links=[link for item in sorted(row.entry.ids) if (link := track_link(item))],
    )


def _refused(connection: Connection, row: MatchRow) -> list[Track]:
    """Return the tracks that the user said the entry is not, as far as they are still there."""
    denied = [item for item in row.rulings if item.ruling is Ruling.IS_NOT]
    keys = {item.track_key for item in denied if item.track_key is not None}
    return list(tracks.many(connection, row.library_id, keys).values())


async def decide(visit: Visit) -> Response:
    """Keep what the user says of an entry."""
    position = visit.field("position")
    if not position.isdigit() or len(position) > 7:  # noqa: PLR2004 -- playlists are shorter
        raise InvalidInput("That is no place in a playlist.", field="position")
    asked = visit.field("ruling")
    if asked and asked not in {item.value for item in Ruling}:
        raise InvalidInput("That is no ruling.", field="ruling")
    key = visit.form.get("track_key")
    by = visit.visitor.name if visit.visitor else ""
    await decide_match(
        visit.kit,
        visit.request.path_params["id"],
        int(position),
        ruling=Ruling(asked) if asked else None,
        track_key=key[:_LONGEST_KEY] if isinstance(key, str) and key else None,
        by=Signer(name=by, via=Origin.SESSION.value),
    )
    return visit.back("decided" if asked else "taken_back")


async def change(visit: Visit) -> Response:
    """Change its settings: what is not in the form stays."""
    mirror_id = visit.request.path_params["id"]
    before = await visit.kit.database.read(mirrors.get, mirror_id)
    changes = MirrorChanges()
    if visit.field("part") == "name":
        name = visit.field("name")[:300]
        changes = MirrorChanges(custom_name=name if name and name != before.source_name else None)
        await change_mirror(visit.kit, mirror_id, changes)
        return visit.back("saved")
    interval = visit.field("interval_days") or str(before.interval_days)
    if not interval.isdigit() or int(interval) > 365:  # noqa: PLR2004 -- a year
        raise InvalidInput("The interval is 0 to 365 days.", field="interval_days")
    policy = visit.field("policy")
    changes = MirrorChanges(
        label=visit.field("label")[:100] or None,
        interval_days=int(interval),
        enabled=visit.field("enabled") == "on",
        policy=TargetPolicy(policy) if policy in {item.value for item in TargetPolicy} else before.policy,
    )
    library = visit.field("library_id")
    if library:
        await change_mirror(visit.kit, mirror_id, changes, library)
    else:
        await change_mirror(visit.kit, mirror_id, changes)
    return visit.back("saved")


async def remove(visit: Visit) -> Response:
    """Forget it; what was written goes too only when that is ticked."""
    mirror_id = visit.request.path_params["id"]
    await remove_mirror(visit.kit, mirror_id, delete_target=visit.field("delete_target") == "on")
    return visit.to("playlists", said="removed")
