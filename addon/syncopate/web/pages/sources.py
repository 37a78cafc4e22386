"""What services have to offer: the places to look through, their shelves, and adding what is ticked there."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.responses import Response

from syncopate.errors import InvalidInput, SyncopateError, Unreachable
from syncopate.providers import registry
from syncopate.providers.browsing import Shelf
from syncopate.store import accounts
from syncopate.sync.adding import Added, add_each
from syncopate.sync.mirrors import NewMirror
from syncopate.sync.sources import OfferedPlaylist, Place, places, read_shelf
from syncopate.web.pages.looking import NOBODY
from syncopate.web.pages.new_mirror import Choices, as_entered, choices_for
from syncopate.web.view.paging import within
from syncopate.web.visit import Visit

PAGE = 50
PATIENCE = 60
"""Seconds that a page waits for a service."""

_DEEPEST = 8
_LONGEST_KEY, _LONGEST_NAME, _LONGEST_REFERENCE = 1000, 200, 4096
_CALLED = "called."
"""What the names of fields begin with that say what is called so; its reference follows."""


@dataclass(frozen=True, slots=True)
class Step:
    """A shelf on the way, and what it was called where it was opened."""

    key: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Where one is: at a place, and which shelves were opened there one after the other."""

    place: Place
    steps: Sequence[Step] = ()
    guided: bool = False

    @property
    def key(self) -> str:
        """Return the key of the shelf that is looked at."""
        return self.steps[-1].key if self.steps else ""

    @property
    def where(self) -> str:
        """Return what the place is called."""
        return self.place.account.name if self.place.account else self.place.manifest.name

    @property
    def source(self) -> str:
        """Return the place in one word, as forms have it."""
        return f"{self.place.manifest.domain}/{self.place.account.id if self.place.account else NOBODY}"

    @property
    def fields(self) -> Sequence[tuple[str, str]]:
        """Return the way as the fields of an address or a form."""
        account = self.place.account
        at = ("account", account.id) if account else ("provider", self.place.manifest.domain)
        shelves = [pair for step in self.steps for pair in (("shelf", step.key), ("name", step.name))]
        return [at, *shelves, *([("guided", "on")] if self.guided else [])]

    def to(self, shelf: Shelf) -> str:
        """Return the address of a shelf that is opened from here, from the top."""
        return self._at([*self.steps, Step(shelf.key, shelf.name[:_LONGEST_NAME])][-_DEEPEST:])

    def back(self, depth: int) -> str:
        """Return the address of what was opened before: the first `depth` shelves, 0: the place itself."""
        return self._at(self.steps[:depth])

    def here(self, **more: object) -> str:
        """Return the address of this shelf, e.g. of another `page` of it."""
        return self._at(self.steps, **more)

    def _at(self, steps: Sequence[Step], **more: object) -> str:
        fields = Way(place=self.place, steps=steps, guided=self.guided).fields
        asked = [*fields, *((name, str(value)) for name, value in more.items())]
        return f"sources/browse?{urlencode(asked)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesView:
    """The places."""

    places: Sequence[Place]
    guided: bool

    @property
    def own(self) -> Sequence[Place]:
        """Return the accounts."""
        return [place for place in self.places if place.account is not None]

    @property
    def open(self) -> Sequence[Place]:
        """Return the services that ask nobody who they are."""
        return [place for place in self.places if place.account is None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfPage:
    """A part of a shelf: first what can be opened, then what can be ticked; or why it cannot be read.

    `ticked` are references, None: all. `added` is what became of those that were ticked before.
    """

    way: Way
    choices: Choices
    items: Sequence[Shelf | OfferedPlaylist] = ()
    total: int = 0
    number: int = 1
    ticked: frozenset[str] | None = frozenset()
    error: SyncopateError | None = None
    added: Sequence[Added] = ()
    names: dict[str, str] | None = None

    @property
    def shelves(self) -> Sequence[Shelf]:
        """Return what can be opened."""
        return [item for item in self.items if isinstance(item, Shelf)]

    @property
    def offered(self) -> Sequence[OfferedPlaylist]:
        """Return playlists and albums."""
        return [item for item in self.items if isinstance(item, OfferedPlaylist)]

    @property
    def fresh(self) -> int:
        """Return how many of them can be ticked."""
        return sum(item.mirror is None for item in self.offered)

    def is_ticked(self, reference: str) -> bool:
        """Tell whether something is ticked."""
        return self.ticked is None or reference in self.ticked

    def name_of(self, reference: str) -> str:
        """Return what something that was ticked is called."""
        return (self.names or {}).get(reference) or reference


async def show(visit: Visit) -> Response:
    """Show the places: accounts, and services that need none."""
    view = PlacesView(places=await places(visit.kit), guided=visit.parameter("guided") == "on")
    return visit.page("sources.html", view, active="playlists")


async def browse(visit: Visit) -> Response:
    """Show a part of a shelf; its service is asked for it."""
    query = visit.request.query_params
    way = await _way(visit, query.multi_items())
    ticked = None if visit.parameter("all") == "on" else frozenset[str]()
    return await _page(visit, way, visit.whole("page", 1), ticked)


async def _way(visit: Visit, fields: Sequence[tuple[str, str]]) -> Way:
    """Return where an address or a form says that one is. Raises NotFound, InvalidInput."""
    said = dict(fields)
    if account_id := said.get("account", ""):
        account = await visit.kit.database.read(accounts.get, account_id)
        place = Place(manifest=registry.manifest_of(account.provider), account=account)
    elif provider := said.get("provider", ""):
        place = Place(manifest=registry.manifest_of(provider))
    else:
        raise InvalidInput("A provider or an account is needed.", field="provider")
    keys = [value[:_LONGEST_KEY] for name, value in fields if name == "shelf" and value]
    names = [value[:_LONGEST_NAME] for name, value in fields if name == "name"]
    # Without a name one is still known by its key.
    named = [*names, *keys[len(names) :]]
    steps = [Step(key, name or key) for key, name in zip(keys, named, strict=False)]
    return Way(place=place, steps=steps[-_DEEPEST:], guided=said.get("guided") == "on")


async def _page(
    visit: Visit,
    way: Way,
    number: int,
    ticked: frozenset[str] | None,
    *,
    error: SyncopateError | None = None,
    added: Sequence[Added] = (),
    names: dict[str, str] | None = None,
) -> Response:
    items: Sequence[Shelf | OfferedPlaylist] = ()
    trouble: SyncopateError | None = None
    try:
        items = await _items(visit, way)
    except SyncopateError as wrong:
        trouble = wrong
    number = within(max(number, 1), PAGE, len(items))
    view = ShelfPage(
        way=way,
        choices=await choices_for(visit),
        items=items[(number - 1) * PAGE : number * PAGE],
        total=len(items),
        number=number,
        ticked=ticked,
        error=trouble,
        added=added,
        names=names,
    )
    at = f"/{way.here(page=number)}" if visit.form else ""
    answer = visit.page("shelf_of_source.html", view, active="playlists", error=error, at=at)
    if trouble is not None:
        answer.status_code = trouble.status
    return answer


async def _items(visit: Visit, way: Way) -> Sequence[Shelf | OfferedPlaylist]:
    account = way.place.account
    try:
        async with asyncio.timeout(PATIENCE):
            found = await read_shelf(
                visit.kit,
                provider=way.place.manifest.domain,
                account_id=account.id if account else None,
                key=way.key,
            )
    except TimeoutError:
        detail = f"{way.where} did not answer within {PATIENCE} s."
        raise Unreachable(detail, what=way.where) from None
    return [*found.shelves, *found.playlists]


async def add(visit: Visit) -> Response:
    """Add everything that is ticked; what fails is told, and stays ticked."""
    fields = [(name, value) for name, value in visit.form.multi_items() if isinstance(value, str)]
    way, number = await _way(visit, fields), _number(visit)
    ticked = list(dict.fromkeys(value for name, value in fields if name == "pick" and value))
    names = {name.removeprefix(_CALLED): value for name, value in fields if name.startswith(_CALLED)}
    try:
        wanted = _wanted(visit, way, ticked)
    except InvalidInput as error:
        return await _page(visit, way, number, frozenset(ticked), error=error)
    added = await add_each(visit.kit, wanted)
    failed = frozenset(each.new.reference for each in added if each.error is not None)
    if not failed:
        place = "guide" if way.guided else way.here(page=number)
        return visit.to(f"{place}{'&' if '?' in place else '?'}said=added_ticked")
    return await _page(visit, way, number, failed, added=added, names=names)


def _wanted(visit: Visit, way: Way, ticked: Sequence[str]) -> Sequence[NewMirror]:
    """Return what is to be added. Raises InvalidInput."""
    if not ticked or any(len(each) > _LONGEST_REFERENCE for each in ticked):
        raise InvalidInput("Tick one at least.", field="pick")
    account = way.place.account
    return [
        as_entered(
            visit,
            provider=way.place.manifest.domain,
            account=account.id if account else None,
            reference=each,
            named=False,
        )
        for each in ticked
    ]


def _number(visit: Visit) -> int:
    said = visit.field("page")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 6 else 1  # noqa: PLR2004 -- shelves are shorter
