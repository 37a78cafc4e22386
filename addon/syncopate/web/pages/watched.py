"""What an account says of films and shows, as it was read last; one record, and taking it away; files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from starlette.datastructures import UploadFile
from starlette.responses import Response

from syncopate.domain.watch import NOTHING, Feature, MediaType, Record, TitleId
from syncopate.errors import InvalidInput, NotFound, SyncopateError
from syncopate.providers import registry
from syncopate.providers.importing import FileFormat
from syncopate.store import accounts, watch_records
from syncopate.store.accounts import Account
from syncopate.store.database import Connection
from syncopate.store.paging import Page
from syncopate.store.watch_encoding import label_of
from syncopate.store.watch_records import Cursor
from syncopate.sync.watch.deciding import Restored, delete_record
from syncopate.sync.watch.files import BroughtIn, bring_in, formats, titles_kept, write_out
from syncopate.sync.watch.linking import ORDER, rules_of
from syncopate.web.pages.captures import told_sums
from syncopate.web.pages.links import service_of
from syncopate.web.view.paging import paged
from syncopate.web.visit import Visit

PAGE = 50
SHOWN_ODD = 20
"""Rows of a file that were not read as they stand, of which is told."""

_LONGEST_KEY = 2000
_TYPES = {each.value: each for each in MediaType}


@dataclass(frozen=True, slots=True)
class Told:
    """A record and what is said in it."""

    record: Record

    @property
    def label(self) -> str:
        """What people call it."""
        return label_of(self.record.title)

    @property
    def features(self) -> Sequence[Feature]:
        """In which respects it says something."""
        return [each for each in ORDER if self.record.values.of(each) is not None]

    @property
    def ids(self) -> Sequence[TitleId]:
        """What others call it."""
        return sorted(self.record.title.ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """An account's records. `opened` is the one that is looked at closely; `deleted` what became of one.

    `missing` are respects that could not be read the last time. `read_only`: nothing can be taken away there.
    """

    account: Account
    counts: Mapping[MediaType, int]
    kind: str
    q: str
    page: Page[Record]
    cursors: Sequence[Cursor]
    opened: Told | None
    read_only: bool
    deleted: Restored | None = None
    files: Files | None = None

    @property
    def service(self) -> str:
        """What the account's service is called."""
        return service_of(self.account)

    @property
    def told(self) -> Sequence[Told]:
        """What is on this page."""
        return [Told(each) for each in self.page.items]

    @property
    def missing(self) -> Sequence[Cursor]:
        """What could not be read."""
        return [each for each in self.cursors if each.reason is not None]

    @property
    def query(self) -> Mapping[str, str]:
        """What is looked for."""
        return {"kind": self.kind, "q": self.q}

    @property
    def sums(self) -> Sequence[tuple[str, int]]:
        """What became of taking one away; they add up."""
        return [] if self.deleted is None else told_sums(self.deleted.sums)


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """How files go in and out. `takes`: this account takes them; `came` is what came of one.

    `titles`: of how many titles something is kept here and nowhere else.
    """

    takes: bool
    formats: Sequence[FileFormat]
    titles: int = 0
    came: BroughtIn | None = None


async def files_of(visit: Visit, account: Account, came: BroughtIn | None = None) -> Files:
    """Find out whether an account takes files, and in which forms it can be had as one."""
    manifest = registry.manifests().get(account.provider)
    try:
        known = await formats(visit.kit)
    except InvalidInput:
        known = ()
    takes = manifest is not None and manifest.keeps_files
    titles = await visit.kit.database.read(titles_kept, account) if takes else 0
    return Files(takes=takes, formats=known, titles=titles, came=came)


async def show(visit: Visit) -> Response:
    """Show them; with `record` one of them closely."""
    return await _page(visit, visit.parameter("record"))


async def _page(
    visit: Visit,
    key: str = "",
    *,
    error: SyncopateError | None = None,
    deleted: Restored | None = None,
    came: BroughtIn | None = None,
) -> Response:
    account_id = visit.request.path_params["id"]
    account = await visit.kit.database.read(accounts.get, account_id)
    rules = rules_of(account)
    kind = visit.parameter("kind") or visit.field("kind")
    number = max(visit.whole("page", 1), 1)
    page, counts, cursors, record = await visit.kit.database.read(
        _gather, account_id, _TYPES.get(kind), (visit.parameter("q") or visit.field("q"))[:300], number, key
    )
    if key and record is None and error is None:
        raise NotFound(what="record", id=key)
    view = View(
        account=account,
        counts=counts,
        kind=kind if kind in _TYPES else "",
        q=(visit.parameter("q") or visit.field("q"))[:300],
        page=page,
        cursors=cursors,
        opened=None if record is None else Told(record),
        read_only=not rules.writes,
        deleted=deleted,
        files=await files_of(visit, account, came),
    )
    at = f"/accounts/{account_id}/watched" if visit.form else ""
    return visit.page("watched.html", view, active="accounts", error=error, at=at)


def _gather(
    connection: Connection, account_id: str, kind: MediaType | None, q: str, number: int, key: str
) -> tuple[Page[Record], Mapping[MediaType, int], list[Cursor], Record | None]:
    page = paged(partial(watch_records.page, connection, account_id, text=q, kind=kind), number, PAGE)
    state = watch_records.state(connection, account_id)
    record = watch_records.find(connection, account_id, key) if key else None
    if record is not None and record.values == NOTHING:
        record = None
    cursors = [state.cursors[each] for each in ORDER if each in state.cursors]
    return page, watch_records.counts(connection, account_id), cursors, record


async def delete(visit: Visit) -> Response:
    """Take away what an account says of one record, and tell what became of it."""
    key = visit.field("record")[:_LONGEST_KEY]
    chosen = {str(each) for each in visit.form.getlist("feature")}
    features = frozenset(each for each in Feature if each.value in chosen)
    try:
        if not features:
            raise InvalidInput("Choose what shall be taken away.", field="feature")
        deleted = await delete_record(visit.kit, visit.request.path_params["id"], key, features)
    except SyncopateError as error:
        return await _page(visit, key, error=error)
    return await _page(visit, deleted=deleted)


async def take_in(visit: Visit) -> Response:
    """Add what a file tells; what cannot be read changes nothing."""
    file = visit.form.get("file")
    try:
        data = await file.read() if isinstance(file, UploadFile) else b""
        if not isinstance(file, UploadFile) or not file.filename or not data:
            raise InvalidInput("Choose a file that holds something.", field="file")
        came = await bring_in(visit.kit, visit.request.path_params["id"], file.filename, data)
    except SyncopateError as error:
        return await _page(visit, error=error)
    return await _page(visit, came=came)


async def give_out(visit: Visit) -> Response:
    """Give all of it as a file."""
    first = next(iter(await formats(visit.kit)))
    name = visit.parameter("format") or first.name
    written, content = await write_out(visit.kit, visit.request.path_params["id"], name)
    headers = {
        "Content-Disposition": f'attachment; filename="{written.file_name}"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type=written.content_type, headers=headers)
