"""Adding a playlist: a link or a file, looked at before it is kept, or a reference that a provider knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.responses import Response

from syncopate.domain.playlist import Entry
from syncopate.domain.snapshot import Complete, Failed, Partial
from syncopate.errors import (
    AlreadyExists,
    InvalidInput,
    NotConfigured,
    NotFound,
    SyncopateError,
    Unreachable,
)
from syncopate.providers import registry
from syncopate.providers.capability import ReadPlaylist
from syncopate.providers.manifest import Capability, Manifest
from syncopate.store import accounts
from syncopate.store.accounts import Account
from syncopate.sync.adding import Added, add_each
from syncopate.sync.mirrors import add_file, add_mirror, preview_file
from syncopate.sync.sources import Place, places
from syncopate.web.pages.looking import NOBODY, Look, look, look_under
from syncopate.web.pages.new_mirror import COLUMN, Choices, as_entered, choices_for
from syncopate.web.pages.pasted import Pasted, links_of, look_at_each, pick_of, picked, wanted
from syncopate.web.staging import Staging, Upload
from syncopate.web.visit import Visit

COLUMNS = ("title", "artist", "album", "duration", "isrc", "link")
"""What a table's columns can be said to hold here; the rest is found by their headings."""

_SAMPLE = 12
_LONGEST = 4096
"""Letters of what is pasted, and of a reference."""


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
        said = self.options.get(f"{COLUMN}{meaning}")
        if said:
            return said
        if self.read is not None and self.read.facts is not None:
            return self.read.facts.columns.get(meaning, "")
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The ways to add something; or what was pasted or sent, with the form that adds it."""

    link: str
    look: Look | None
    preview: Preview | None
    choices: Choices
    places: Sequence[Place]
    sources: Sequence[Manifest]
    accounts: Sequence[Account]
    guided: bool
    source: str = ""
    several: Pasted | None = None

    @property
    def own(self) -> Sequence[Place]:
        """Return the accounts that can be looked through."""
        return [place for place in self.places if place.account is not None]

    @property
    def open(self) -> Sequence[Place]:
        """Return the services that can be looked through by anybody."""
        return [place for place in self.places if place.account is None]


def playlist_sources() -> Sequence[Manifest]:
    """Return the providers that playlists come from."""
    return [
        manifest
        for manifest in registry.manifests().values()
        if Capability.PLAYLISTS in manifest.capabilities and not manifest.internal
    ]


async def show(visit: Visit) -> Response:
    """Show the ways, or what a `link`, a `reference` or a file that was sent (`upload`) holds."""
    if len(links_of(_said(visit, "link"))) > 1:
        return await _several(visit)
    try:
        found = await _looked(visit)
    except (InvalidInput, NotFound, Unreachable) as error:
        return await _form(visit, error)
    return await _form(visit, found=found)


async def _looked(visit: Visit) -> Look | None:
    """Return what was asked for in the address, or in a form that was not taken. Raises ScopeMissing."""
    link, reference = _said(visit, "link"), _said(visit, "reference")
    if not link and not (reference and _said(visit, "looked")):
        return None
    _need_control(visit)
    if link:
        return await look(visit, link, _said(visit, "by"))
    provider, _, account = _said(visit, "source").partition("/")
    return await look_under(visit, provider, account or None, reference)


def _need_control(visit: Visit) -> None:
    """Raise ScopeMissing for who may not have services asked."""
    if visit.visitor is not None:
        visit.visitor.need("control")


async def _several(
    visit: Visit,
    error: SyncopateError | None = None,
    ticked: frozenset[str] | None = None,
    added: Sequence[Added] = (),
) -> Response:
    """Show what each of several links is."""
    _need_control(visit)
    pasted = await look_at_each(visit, _said(visit, "link"), ticked, added)
    return await _form(visit, error, several=pasted)


def _said(visit: Visit, name: str) -> str:
    return (visit.parameter(name) or visit.field(name))[:_LONGEST]


async def _form(
    visit: Visit,
    error: SyncopateError | None = None,
    found: Look | None = None,
    several: Pasted | None = None,
) -> Response:
    """Show it, as it was sent when it was not taken."""
    # A file that is held here no longer has to be chosen anew.
    token = "" if isinstance(error, NotFound) else visit.parameter("upload") or visit.field("upload")
    view = View(
        link=_said(visit, "link"),
        look=found,
        preview=await _preview(visit, token) if token else None,
        choices=await choices_for(visit),
        places=await places(visit.kit),
        sources=playlist_sources(),
        accounts=await visit.kit.database.read(accounts.every),
        guided="on" in {visit.parameter("guided"), visit.field("guided")},
        source=_said(visit, "source"),
        several=several,
    )
    answer = visit.page(
        "adding.html", view, active="playlists", error=error, at="/playlists/add" if error else ""
    )
    if found is not None and found.error is not None:
        answer.status_code = found.error.status
    return answer


async def _preview(visit: Visit, token: str) -> Preview:
    upload = _staging(visit).get(token, visit.now)
    sent = [*visit.request.query_params.items(), *visit.form.items()]
    options = {
        name: value for name, value in sent if name.startswith(COLUMN) and isinstance(value, str) and value
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
    if picks := picked(visit):
        return await _add_picked(visit, picks)
    if len(links_of(visit.field("link"))) > 1:
        return await _several(visit, InvalidInput("Tick one at least.", field="pick"), frozenset())
    try:
        return await _added(visit)
    except (InvalidInput, AlreadyExists, NotConfigured, NotFound, Unreachable) as error:
        return await _refused(visit, error)


async def _add_picked(visit: Visit, picks: Sequence[str]) -> Response:
    """Add all that is ticked of several links; what fails is told, and stays ticked."""
    try:
        new = wanted(visit, picks)
    except InvalidInput as error:
        return await _several(visit, error, frozenset(picks))
    added = await add_each(visit.kit, new)
    failed = frozenset(pick_of(each.new) for each in added if each.error is not None)
    if not failed:
        return visit.to("guide" if visit.field("guided") else "playlists", said="added_ticked")
    return await _several(visit, None, failed, added)


async def _refused(visit: Visit, error: SyncopateError) -> Response:
    """Show the form again, with what was looked at as far as that can be had once more."""
    try:
        return await _form(visit, error, await _looked(visit))
    except SyncopateError:
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
    mirror = await add_file(visit.kit, upload.filename, upload.data, as_entered(visit))
    staging.drop(token)
    return mirror.id


async def _add_reference(visit: Visit) -> str:
    provider, _, account = visit.needed("source").partition("/")
    by = None if account in {"", NOBODY} else account
    reference = visit.needed("reference", _LONGEST)
    return (
        await add_mirror(visit.kit, as_entered(visit, provider=provider, account=by, reference=reference))
    ).id


def _staging(visit: Visit) -> Staging:
    staging: Staging = visit.request.state.staging
    return staging
