"""The queue of reviews over all playlists: one entry at a time, and many at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl

from starlette.responses import Response

from syncopate.domain.match import Ruling, Verdict
from syncopate.domain.media import Track
from syncopate.errors import InvalidInput
from syncopate.store import decisions, libraries, matches, reviews, tracks
from syncopate.store.database import Connection
from syncopate.store.decisions import Act
from syncopate.store.libraries import Library
from syncopate.store.matches import MatchRow, Wanted
from syncopate.sync import decisions as use_cases
from syncopate.sync.decisions import Accepting
from syncopate.web.pages.evidence import Evidence, evidence_of
from syncopate.web.pages.hearing import audible
from syncopate.web.view.links import inside
from syncopate.web.visit import Visit

QUEUE = 8
LATEST = 5
SHOWN_OF_MANY = 8
LEAST, MOST, USUAL = 55, 99, 75
_LONGEST_KEY = 4096
_LARGEST_PLACE = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which reviews are looked at; `least` in per cent."""

    playlist: str = ""
    library: str = ""
    least: int = 0
    order: Literal["surest", "playlist"] = "surest"

    @property
    def wanted(self) -> Wanted:
        """The same as the store is asked."""
        return Wanted(
            mirror_id=self.playlist or None,
            library_id=self.library or None,
            verdicts={Verdict.REVIEW},
            least=self.least / 100 if self.least else None,
        )

    @property
    def query(self) -> Mapping[str, object]:
        """What an address needs to hold of it."""
        order = None if self.order == "surest" else self.order
        return {
            "playlist": self.playlist,
            "library": self.library,
            "least": self.least or None,
            "order": order,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Many:
    """What would be accepted at once: the first few with their tracks. `above` in per cent."""

    above: int
    accepting: Accepting | None
    tracks: Mapping[tuple[str, str], Track]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The queue around one entry. `at` is its place in the queue, `first` that of the first row shown."""

    filter: Filter
    at: int
    first: int
    total: int
    rows: Sequence[MatchRow]
    seen: Evidence | None
    playlists: Sequence[tuple[str, str, int]]
    libraries: Sequence[Library]
    many: Many
    latest: Sequence[Act]
    done: Act | None


async def show(visit: Visit) -> Response:
    """Show one entry of the queue, its candidates side by side with it, and what comes next."""
    chosen, find = _filter(visit), visit.parameter("find")[:300]
    at = visit.whole("at")
    done = visit.parameter("did")
    row = await visit.kit.database.read(_row_at, chosen, at)
    heard = row is not None and await audible(visit, row.library_id)
    many = await _many(visit, chosen)
    view = await visit.kit.database.read(_gather, chosen, at, find, many, done, heard=heard)
    return visit.page("review.html", view, active="review")


async def decide(visit: Visit) -> Response:
    """Keep what the user says of an entry, and go on with the next."""
    place, asked = visit.field("position"), visit.field("ruling")
    if not place.isdigit() or len(place) > _LARGEST_PLACE:
        raise InvalidInput("That is no place in a playlist.", field="position")
    if asked not in {item.value for item in Ruling}:
        raise InvalidInput("That is no ruling.", field="ruling")
    key = visit.form.get("track_key")
    row = await use_cases.decide(
        visit.kit,
        visit.needed("playlist", 64),
        int(place),
        ruling=Ruling(asked),
        track_key=key[:_LONGEST_KEY] if isinstance(key, str) and key else None,
        by=visit.signer,
        expected=visit.field("identity") or None,
        library_id=visit.field("library_id") or None,
    )
    latest = max((each.id or 0 for each in row.rulings), default=0)
    return _back(visit, did=latest)


async def accept(visit: Visit) -> Response:
    """Accept all that is sure enough."""
    above = visit.field("above")
    if not above.isdigit() or not LEAST <= int(above) <= MOST:
        raise InvalidInput(f"Say how sure it has to be: {LEAST} to {MOST} per cent.", field="above")
    wanted = Wanted(
        mirror_id=visit.field("playlist") or None,
        library_id=visit.field("library") or None,
        least=int(above) / 100,
    )
    done = await use_cases.accept(visit.kit, wanted, visit.signer)
    if done.batch is None:
        return _back(visit, said="unchanged")
    return _back(visit, did=f"b{done.batch}")


async def undo(visit: Visit) -> Response:
    """Take one decision back, or all of a batch."""
    which = visit.request.path_params["id"]
    if which.isdigit() and len(which) < 10:  # noqa: PLR2004 -- what a database numbers
        await use_cases.undo(visit.kit, int(which), visit.signer)
    else:
        await use_cases.undo_batch(visit.kit, which, visit.signer)
    return _back(visit, said="undone")


def _back(visit: Visit, **more: object) -> Response:
    """Lead back to the page that the form stood on, with word of what was done."""
    path, _, query = inside(visit.field("back")).partition("?")
    kept = {name: value for name, value in parse_qsl(query) if name not in {"said", "did", "find", "above"}}
    return visit.to(path or "review", **{**kept, **more})  # type: ignore[arg-type]  # all are texts


def _filter(visit: Visit) -> Filter:
    least = visit.whole("least")
    return Filter(
        playlist=visit.parameter("playlist")[:64],
        library=visit.parameter("library")[:64],
        least=least if LEAST <= least <= MOST else 0,
        order="playlist" if visit.parameter("order") == "playlist" else "surest",
    )


async def _many(visit: Visit, chosen: Filter) -> Many:
    """Return what would be accepted, when that is asked for."""
    above = visit.whole("above")
    if not LEAST <= above <= MOST:
        return Many(above=USUAL, accepting=None, tracks={})
    wanted = Wanted(mirror_id=chosen.playlist or None, library_id=chosen.library or None, least=above / 100)
    found = await use_cases.acceptable(visit.kit, wanted)
    return Many(above=above, accepting=found, tracks=await visit.kit.database.read(_tracks, found))


def _tracks(connection: Connection, found: Accepting) -> dict[tuple[str, str], Track]:
    keys: dict[str, set[str]] = {}
    for item in found.items[:SHOWN_OF_MANY]:
        keys.setdefault(item.library_id, set()).add(item.best.track_key)
    return {
        (library_id, key): track
        for library_id, wanted in keys.items()
        for key, track in tracks.many(connection, library_id, wanted).items()
    }


def _row_at(connection: Connection, chosen: Filter, at: int) -> MatchRow | None:
    surest = chosen.order == "surest"
    page = matches.detail_page(connection, chosen.wanted, surest=surest, limit=1, offset=at)
    if not page.items and page.total:
        # The last one was decided: the one before it is the last now.
        page = matches.detail_page(connection, chosen.wanted, surest=surest, limit=1, offset=page.total - 1)
    return next(iter(page.items), None)


def _gather(
    connection: Connection, chosen: Filter, at: int, find: str, many: Many, done: str, *, heard: bool
) -> View:
    surest = chosen.order == "surest"
    first = at // QUEUE * QUEUE
    page = matches.detail_page(connection, chosen.wanted, surest=surest, limit=QUEUE, offset=first)
    if page.total and at >= page.total:
        at = page.total - 1
        first = at // QUEUE * QUEUE
        page = matches.detail_page(connection, chosen.wanted, surest=surest, limit=QUEUE, offset=first)
    row = page.items[at - first] if page.total and at - first < len(page.items) else None
    latest = decisions.acts(connection, limit=LATEST)
    return View(
        filter=chosen,
        at=at,
        first=first,
        total=page.total,
        rows=page.items,
        seen=None if row is None else evidence_of(connection, row, find, audible=heard),
        playlists=reviews.playlists(connection),
        libraries=libraries.every(connection),
        many=many,
        latest=latest.items,
        done=_done(latest.items, done),
    )


def _done(latest: Sequence[Act], done: str) -> Act | None:
    """Return what was just done, to be told with a way back: among the latest, or not at all."""
    for act in latest:
        made = act.latest
        if act.standing and done in {str(made.id), f"b{made.signed.batch}"}:
            return act
    return None
