"""Exporting a mirrored playlist or album as a file of one of the formats."""

import asyncio
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from syncopate.domain.export import ExportFormat, PathPrefix, mapped, prefixes_of
from syncopate.domain.file_names import file_stem
from syncopate.domain.match import Verdict
from syncopate.domain.media import Track
from syncopate.errors import InvalidInput, LibraryUnavailable, NotConfigured, PathsUnknown, SyncopateError
from syncopate.providers import registry
from syncopate.providers.capability import Filed
from syncopate.providers.manifest import Manifest
from syncopate.store import entries, exports, identities, libraries, mirrors, settings, targets, tracks
from syncopate.store.database import Connection
from syncopate.store.entries import StoredEntry
from syncopate.store.identities import Identity
from syncopate.store.libraries import Library
from syncopate.store.mirrors import Mirror
from syncopate.store.targets import Target
from syncopate.sync.formats.exported import Exported, Row
from syncopate.sync.formats.jspf import write_jspf
from syncopate.sync.formats.links import write_links
from syncopate.sync.formats.m3u import write_m3u, write_m3u8
from syncopate.sync.formats.table import write_csv
from syncopate.sync.formats.uris import link_in
from syncopate.sync.formats.xspf import write_xspf
from syncopate.sync.identified import as_identified
from syncopate.sync.identifying import MOST_A_RUN, Identification, identify_entries, is_raw
from syncopate.sync.kit import Kit
from syncopate.sync.providers import isolated, library_of

PATHS = "export.paths"
"""The setting with what paths begin with here, and elsewhere."""

_WRITERS: Mapping[ExportFormat, Callable[[Exported], bytes]] = {
    ExportFormat.M3U: write_m3u,
    ExportFormat.M3U8: write_m3u8,
    ExportFormat.CSV: write_csv,
    ExportFormat.XSPF: write_xspf,
    ExportFormat.JSPF: write_jspf,
    ExportFormat.TXT: write_links,
}

MEDIA_TYPES: Mapping[ExportFormat, str] = {
    ExportFormat.M3U: "audio/x-mpegurl",
    ExportFormat.M3U8: "audio/x-mpegurl",
    ExportFormat.CSV: "text/csv",
    ExportFormat.XSPF: "application/xspf+xml",
    ExportFormat.JSPF: "application/jspf+json",
    ExportFormat.TXT: "text/plain",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRequest:
    """What is asked for. `library_id` None: the library it was kept on first.

    Paths that begin with `path_from` begin with `path_to` instead, whatever the settings say of them.
    `links` is the service whose links entries get, as far as they are known: nobody is asked for them.
    """

    format: ExportFormat = ExportFormat.M3U8
    links: str | None = None
    library_id: str | None = None
    path_from: str | None = None
    path_to: str | None = None

    @property
    def prefix(self) -> PathPrefix | None:
        """Return what is asked for paths."""
        if not self.path_from and not self.path_to:
            return None
        return PathPrefix((self.path_from or "").strip(), (self.path_to or "").strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A playlist as a file: how many entries there are, of how many there is a verdict, and a file named.

    `linked` is how many have a link at the service that was asked for, None where none was.
    """

    format: ExportFormat
    name: str
    data: bytes
    entries: int
    known: int
    files: int
    linked: int | None = None

    @property
    def filename(self) -> str:
        """Return what the file is called."""
        return f"{file_stem(self.name)}.{self.format.value}"

    @property
    def text(self) -> str:
        """Return it as text: M3U alone may be in Windows-1252, and is no UTF-8 then."""
        try:
            return self.data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return self.data.decode("cp1252", "replace")

    @property
    def media_type(self) -> str:
        """Return what kind of file it is."""
        return MEDIA_TYPES[self.format]

    @property
    def disposition(self) -> str:
        """Return how to say that it is a file to save (RFC 6266), by a name in any script (RFC 8187)."""
        plain = re.sub(r"[^A-Za-z0-9 ._()-]", "_", self.filename)
        return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(self.filename, safe='')}"


async def export_mirror(kit: Kit, mirror_id: str, request: ExportRequest) -> Export:
    """Return it as a file. Raises NotFound, and InvalidInput for a library that it is not kept on.

    For a list of files also NotConfigured without a library, LibraryUnavailable where nothing is known of it
    now, PathsUnknown where it does not tell its files.
    """
    service = _service(request)
    read = await kit.database.read(_gather, mirror_id, request.library_id)
    if request.format.files_only:
        _hold_to_files(read)
    files = {} if read.library is None else await _files(kit, read.library, read.tracks.values())
    if request.format.files_only and read.tracks and not files:
        raise PathsUnknown(name="" if read.library is None else read.library.name)
    prefixes = (*((request.prefix,) if request.prefix else ()), *read.prefixes)
    rows = [_row(item, read, files, prefixes) for item in read.entries]
    linked_by = None if service is None else service.recording_ids
    exported = Exported(
        name=read.mirror.name,
        description=read.mirror.description,
        rows=rows,
        service="" if service is None else service.name,
        linked_by=linked_by,
    )
    return Export(
        format=request.format,
        name=read.mirror.name,
        data=await asyncio.to_thread(_WRITERS[request.format], exported),
        entries=len(rows),
        known=sum(1 for row in rows if row.verdict is not Verdict.UNKNOWN),
        files=sum(1 for row in rows if row.path is not None),
        linked=None if linked_by is None else sum(1 for row in rows if link_in(row.ids, linked_by)),
    )


async def find_counterparts(kit: Kit, mirror_id: str, service: str) -> Identification:
    """Look for entries of a mirror at a service, and remember what they are there.

    As many as one run looks for. Raises NotFound, NotConfigured, Unreachable.
    """
    stored = await kit.database.read(entries.load, mirror_id)
    return await identify_entries(kit, stored, catalogue=service, most=MOST_A_RUN)


def link_services() -> Sequence[Manifest]:
    """Return the services at which entries can be linked, by name."""
    known = (each for each in registry.manifests().values() if each.recording_ids is not None)
    return sorted(known, key=lambda each: each.name.casefold())


def _service(request: ExportRequest) -> Manifest | None:
    """Return the service whose links are asked for. Raises InvalidInput for what does not go together."""
    if request.links is None:
        if request.format.links_only:
            raise InvalidInput("Say at which service the links shall be.", field="links")
        return None
    if request.format.files_only:
        raise InvalidInput("M3U and M3U8 name files: choose another format for links.", field="format")
    service = next((each for each in link_services() if each.domain == request.links), None)
    if service is None:
        named = ", ".join(each.domain for each in link_services())
        raise InvalidInput(f"There are links at {named}.", field="links")
    return service


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What is stored of a mirror: `found` are verdicts and keys by position, `tracks` are by key."""

    mirror: Mirror
    entries: Sequence[StoredEntry]
    library: Library | None
    found: Mapping[int, tuple[Verdict, str | None]]
    tracks: Mapping[str, Track]
    prefixes: Sequence[PathPrefix]
    known: Mapping[str, Sequence[Identity]]


def _gather(connection: Connection, mirror_id: str, library_id: str | None) -> _Read:
    mirror = mirrors.get(connection, mirror_id)
    target = _target(connection, mirror, library_id)
    library = None if target is None else libraries.get(connection, target.library_id)
    found: Mapping[int, tuple[Verdict, str | None]] = {}
    known: Mapping[str, Track] = {}
    if target is not None and library is not None and library.readable is not False:
        found = exports.found(connection, target.id)
        known = tracks.many(connection, library.id, {key for _, key in found.values() if key is not None})
    said = settings.get(connection, PATHS)
    return _Read(
        mirror=mirror,
        entries=entries.load(connection, mirror_id),
        library=library,
        found=found,
        tracks=known,
        prefixes=prefixes_of(said) if isinstance(said, str) else (),
        known=identities.known_of(connection, mirror_id),
    )


def _target(connection: Connection, mirror: Mirror, library_id: str | None) -> Target | None:
    """Return the oldest target, or that on a library: each library is matched once, for the oldest there."""
    there = targets.of_mirror(connection, mirror.id)
    if library_id is None:
        return there[0] if there else None
    library = libraries.get(connection, library_id)
    on_it = next((target for target in there if target.library_id == library_id), None)
    if on_it is None:
        raise InvalidInput(f"{mirror.name} is not kept in {library.name}.", field="library_id")
    return on_it


def _hold_to_files(read: _Read) -> None:
    """Refuse a list of files where none are known: that is not the same as one without any."""
    if read.library is None:
        raise NotConfigured("No library is chosen for it.", what=read.mirror.name)
    if read.library.readable is False:
        raise LibraryUnavailable(name=read.library.name)


async def _files(kit: Kit, library: Library, known: Collection[Track]) -> dict[str, str]:
    """Return where the files of tracks are as the library's own machine has them, by key."""
    filed = await _filed(kit, library)
    if filed is None:
        return {track.key: track.path for track in known if track.path}

    async def whole() -> dict[str, str]:
        return {track.key: filed.file_of(track.key) for track in known}

    return await isolated(whole(), library.name)


async def _filed(kit: Kit, library: Library) -> Filed | None:
    """Return what tells the whole paths of a library, None where its index has them."""
    try:
        source: object = await library_of(kit, library.account_id)
    except SyncopateError:
        return None
    return source if isinstance(source, Filed) else None


def _row(item: StoredEntry, read: _Read, files: Mapping[str, str], prefixes: Sequence[PathPrefix]) -> Row:
    verdict, key = read.found.get(item.entry.position, (Verdict.UNKNOWN, None))
    path = None if key is None else files.get(key)
    return Row(
        entry=as_identified(item.entry, read.known.get(item.identity, ()), raw=is_raw(read.mirror)),
        verdict=verdict,
        track=None if key is None else read.tracks.get(key),
        path=None if path is None else mapped(path, prefixes),
    )
