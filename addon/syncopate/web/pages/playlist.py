"""One playlist: its entries with their verdicts, the evidence of one of them, its settings and history."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from starlette.responses import Response

from syncopate.domain.match import Ruling, Verdict
from syncopate.domain.playlist import Entry
from syncopate.errors import InvalidInput, NotFound, SyncopateError
from syncopate.providers import registry
from syncopate.store import accounts, libraries, matches, mirrors, runs, targets
from syncopate.store.accounts import Account
from syncopate.store.database import Connection
from syncopate.store.entries import load as load_entries
from syncopate.store.libraries import Library
from syncopate.store.matches import MatchRow, Wanted
from syncopate.store.mirrors import Mirror, MirrorSummary
from syncopate.store.paging import Page
from syncopate.store.runs import ItemHistory
from syncopate.store.targets import Target
from syncopate.sync.decisions import decide as decide_match
from syncopate.sync.mirrors import remove_mirror
from syncopate.sync.targets import Offer
from syncopate.sync.uploads import upload_of
from syncopate.web.pages.evidence import Evidence, evidence_of
from syncopate.web.pages.hearing import library_audible
from syncopate.web.pages.kept import Kept, kept_of, offered
from syncopate.web.pages.looking import logins_of
from syncopate.web.pages.playlists import Row, main_run, next_sync, syncing_now
from syncopate.web.pages.source import Source, source_of
from syncopate.web.view.paging import paged
from syncopate.web.visit import Visit

PAGE = 50
_HISTORY = 8
_LONGEST_KEY = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What is read of a playlist at once; `target` is the one whose entries are shown.

    Each library is matched once, for the oldest target there; `before` is it as it was known last.
    """

    mirror: Mirror
    source: Source
    targets: Sequence[Target]
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
    """One playlist as it is shown. `matched_in` are the libraries whose matches can be looked at.

    `uploaded`: it was made of an uploaded file, so that another can take its place. `removing`: whoever
    comes has said that it shall go. `ways` are the logins that it can be read by, None: none.
    """

    parts: Parts
    row: Row
    kept: Sequence[Kept]
    offer: Offer | None
    matched_in: Sequence[Library]
    verdict: str
    query: str
    number: int
    next_sync: datetime | None
    uploaded: bool
    removing: bool
    ways: Sequence[tuple[str, Account | None]]

    @property
    def source(self) -> Source:
        """How it stands at its source."""
        return self.parts.source


async def show(visit: Visit, error: SyncopateError | None = None, at: str = "") -> Response:
    """Show it; `entry` opens the evidence of one entry, `find` searches the library for it.

    With an error: its form as it was sent, on the page `at` an address.
    """
    mirror_id = visit.request.path_params["id"]
    asked = visit.parameter("show")
    verdict = Verdict(asked) if asked in {item.value for item in Verdict} else None
    query, number = visit.parameter("q")[:300], max(visit.whole("page", 1), 1)
    entry = visit.whole("entry", -1)
    find = visit.parameter("find")[:300]
    opened = entry if entry >= 0 else None
    shown = visit.parameter("library")
    parts = await visit.kit.database.read(_gather, mirror_id, shown, verdict, query, number, opened, find)
    if parts.evidence is not None and parts.library is not None:
        heard = await library_audible(visit, parts.library)
        parts = replace(parts, evidence=replace(parts.evidence, audible=heard))
    following = next_sync(visit.kit, parts.mirror, await main_run(visit), visit.now)
    summary = MirrorSummary(
        mirror=parts.mirror,
        target=parts.target,
        library_name=parts.library.name if parts.library else None,
    )
    known = {library.id: library for library in parts.libraries}
    view = View(
        parts=parts,
        kept=await kept_of(visit, parts.targets, parts.libraries, parts.mirror.entry_count),
        offer=await offered(visit, mirror_id),
        matched_in=[known[one] for one in dict.fromkeys(each.library_id for each in parts.targets)],
        row=Row(
            summary=summary,
            next_sync=following,
            syncing=parts.syncing,
            libraries=len(parts.libraries),
        ),
        verdict=verdict.value if verdict else "",
        query=query,
        number=parts.page.number,
        next_sync=following,
        uploaded=upload_of(visit.kit, parts.mirror) is not None,
        removing=visit.parameter("remove") == "on",
        ways=await _ways(visit, parts.mirror),
    )
    here = (at or f"/playlists/{mirror_id}") if error else ""
    return visit.page("playlist.html", view, active="playlists", error=error, at=here)


async def _ways(visit: Visit, mirror: Mirror) -> Sequence[tuple[str, Account | None]]:
    """Return by what a playlist can be read."""
    manifest = registry.manifests().get(mirror.provider)
    if manifest is None or manifest.internal:
        return ()
    every = await visit.kit.database.read(accounts.every)
    return logins_of(manifest, [each for each in every if each.provider == mirror.provider])


def _gather(
    connection: Connection,
    mirror_id: str,
    shown: str,
    verdict: Verdict | None,
    query: str,
    number: int,
    entry: int | None,
    find: str,
) -> Parts:
    mirror = mirrors.get(connection, mirror_id)
    every = targets.of_mirror(connection, mirror_id)
    target = next((one for one in every if one.library_id == shown), every[0] if every else None)
    wanted = Wanted(
        mirror_id=mirror_id,
        target_id=None if target is None else target.id,
        verdicts=None if verdict is None else {verdict},
        query=query or None,
    )
    page = paged(partial(matches.detail_page, connection, wanted), number, PAGE)
    library = None if target is None else libraries.get(connection, target.library_id)
    # What was known when the library could be read last, told beside what is known now.
    before = target if library is not None and library.readable is False else None
    if target is not None and library is not None:
        target = target.as_known(readable=library.readable)
    matched = target is not None and target.match_state is not None
    return Parts(
        mirror=mirror,
        source=source_of(connection, mirror),
        targets=every,
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
    return evidence_of(connection, row, find, audible=False)


async def decide(visit: Visit) -> Response:
    """Keep what the user says of an entry."""
    position = visit.field("position")
    if not position.isdigit() or len(position) > 7:  # noqa: PLR2004 -- playlists are shorter
        raise InvalidInput("That is no place in a playlist.", field="position")
    asked = visit.field("ruling")
    if asked and asked not in {item.value for item in Ruling}:
        raise InvalidInput("That is no ruling.", field="ruling")
    key = visit.form.get("track_key")
    await decide_match(
        visit.kit,
        visit.request.path_params["id"],
        int(position),
        ruling=Ruling(asked) if asked else None,
        track_key=key[:_LONGEST_KEY] if isinstance(key, str) and key else None,
        by=visit.signer,
        library_id=visit.field("library_id") or None,
    )
    return visit.back("decided" if asked else "taken_back")


async def remove(visit: Visit) -> Response:
    """Forget it; what was written goes too only when that is ticked."""
    mirror_id = visit.request.path_params["id"]
    await remove_mirror(visit.kit, mirror_id, delete_target=visit.field("delete_target") == "on")
    return visit.to("playlists", said="removed")
