"""Adding a playlist: a file, looked at before it is kept, or a reference that a provider understands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.responses import Response

from syncopate.domain.playlist import Entry, TargetPolicy
from syncopate.domain.snapshot import Complete, Failed, Partial
from syncopate.errors import AlreadyExists, InvalidInput, NotFound, SyncopateError, Unreachable
from syncopate.providers.capability import ReadPlaylist
from syncopate.providers.manifest import Manifest
from syncopate.store import accounts, libraries, mirrors
from syncopate.store.accounts import Account
from syncopate.store.database import Connection
from syncopate.store.libraries import Library
from syncopate.sync.mirrors import NewMirror, add_file, add_mirror, preview_file
from syncopate.web.pages.guide import playlist_sources
from syncopate.web.staging import Staging, Upload
from syncopate.web.visit import Visit

COLUMNS = ("title", "artist", "album", "duration", "isrc", "link")
"""What a table's columns can be said to hold here; the rest is found by their headings."""

_SAMPLE = 12
_PREFIX = "column."


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an upload would become, or why it cannot be read."""

    token: str
    filename: str
    read: ReadPlaylist | None
    error: SyncopateError | None
    options: Mapping[str, str]

    @property
    def entries(self) -> Sequence[Entry]:
        """Return what was read."""
        if self.read is None:
            return ()
        match self.read.entries:
            case Complete(items=items):
                return items
            case Partial(found=found):
                return found
            case Failed():
                return ()

    @property
    def sample(self) -> Sequence[Entry]:
        """Return the first of them."""
        return self.entries[:_SAMPLE]

    @property
    def header(self) -> Sequence[str]:
        """Return the headings of a table, none for other files."""
        if self.read is not None and self.read.facts is not None:
            return self.read.facts.header
        if self.error is not None and "columns" in self.error.placeholders:
            return [part.strip() for part in self.error.placeholders["columns"].split(",")]
        return ()

    def column(self, meaning: str) -> str:
        """Return which column holds what is meant: as said, else as guessed."""
        said = self.options.get(f"{_PREFIX}{meaning}")
        if said:
            return said
        if self.read is not None and self.read.facts is not None:
            return self.read.facts.columns.get(meaning, "")
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The form, with a preview once a file was sent."""

    preview: Preview | None
    sources: Sequence[Manifest]
    accounts: Sequence[Account]
    libraries: Sequence[Library]
    labels: Sequence[str]
    interval: int
    guided: bool
    source: str = ""


async def show(visit: Visit) -> Response:
    """Show the form; `upload` names a file that was sent and is looked at."""
    return await _form(visit)


async def _form(visit: Visit, error: SyncopateError | None = None) -> Response:
    """Show it, as it was sent when it was not taken."""
    known, logins, labels = await visit.kit.database.read(_gather)
    # A file that is held here no longer has to be chosen anew.
    token = "" if isinstance(error, NotFound) else visit.parameter("upload") or visit.field("upload")
    interval = visit.shell.settings.get("sync.default_interval_days")
    view = View(
        preview=await _preview(visit, token) if token else None,
        sources=playlist_sources(),
        accounts=logins,
        libraries=known,
        labels=labels,
        interval=interval if isinstance(interval, int) else 1,
        guided="on" in {visit.parameter("guided"), visit.field("guided")},
        source=visit.parameter("source") or visit.field("source").partition("/")[0] or "playlist_file",
    )
    return visit.page(
        "adding.html", view, active="playlists", error=error, at="/playlists/add" if error else ""
    )


def _gather(connection: Connection) -> tuple[list[Library], list[Account], list[str]]:
    return libraries.every(connection), accounts.every(connection), mirrors.labels(connection)


async def _preview(visit: Visit, token: str) -> Preview:
    upload = _staging(visit).get(token, visit.now)
    sent = [*visit.request.query_params.items(), *visit.form.items()]
    options = {
        name: value for name, value in sent if name.startswith(_PREFIX) and isinstance(value, str) and value
    }
    read: ReadPlaylist | None = None
    error: SyncopateError | None = None
    try:
        read = await preview_file(visit.kit, upload.filename, upload.data, options)
    except InvalidInput as wrong:
        error = wrong
    return Preview(token=token, filename=upload.filename, read=read, error=error, options=options)


async def add(visit: Visit) -> Response:
    """Take a file in for looking at, or add what was looked at, or add a reference."""
    try:
        return await _added(visit)
    except (InvalidInput, AlreadyExists, NotFound, Unreachable) as error:
        return await _form(visit, error)


async def _added(visit: Visit) -> Response:
    file, guided = visit.form.get("file"), visit.field("guided")
    if isinstance(file, UploadFile):
        data = await file.read()
        if not file.filename or not data:
            raise InvalidInput("Choose a file that holds something.", field="file")
        token = _staging(visit).put(file.filename, data, visit.now)
        return visit.to("playlists/add", upload=token, guided=guided)
    token = visit.field("upload")
    mirror = await (_add_upload(visit, token) if token else _add_reference(visit))
    return visit.to("guide" if guided else f"playlists/{mirror}", said="added")


async def _add_upload(visit: Visit, token: str) -> str:
    staging = _staging(visit)
    upload: Upload = staging.get(token, visit.now)
    mirror = await add_file(visit.kit, upload.filename, upload.data, _new(visit))
    staging.drop(token)
    return mirror.id


async def _add_reference(visit: Visit) -> str:
    provider, _, account = visit.needed("source").partition("/")
    new = _new(visit, provider=provider, account=account or None, reference=visit.needed("reference", 4096))
    return (await add_mirror(visit.kit, new)).id


def _new(
    visit: Visit, *, provider: str = "playlist_file", account: str | None = None, reference: str = ""
) -> NewMirror:
    interval = visit.field("interval_days")
    if interval and (not interval.isdecimal() or not interval.isascii() or int(interval) > 365):  # noqa: PLR2004 -- a year
        raise InvalidInput("The interval is 0 to 365 days.", field="interval_days")
    policy = visit.field("policy")
    return NewMirror(
        provider=provider,
        account_id=account,
        reference=reference,
        name=visit.field("name")[:300] or None,
        library_id=visit.field("library_id") or None,
        label=visit.field("label")[:100] or None,
        interval_days=int(interval) if interval else None,
        policy=TargetPolicy(policy)
        if policy in {item.value for item in TargetPolicy}
        else TargetPolicy.MIRROR,
        options={
            name: value
            for name, value in visit.form.items()
            if name.startswith(_PREFIX) and isinstance(value, str) and value
        },
    )


def _staging(visit: Visit) -> Staging:
    staging: Staging = visit.request.state.staging
    return staging
