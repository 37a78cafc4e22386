"""Mirrors: adding playlists and albums from providers, files and data, changing and removing them."""

import json
import logging
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlsplit

from syncopate.domain.event import Event, EventType
from syncopate.domain.ids import IdKind, track_link
from syncopate.domain.playlist import AlbumFacts, Entry, MirrorKind, Origin, TargetPolicy
from syncopate.domain.snapshot import Complete, Failed, Known
from syncopate.domain.target import TargetKind
from syncopate.errors import (
    AlreadyExists,
    InvalidInput,
    NotFound,
    SourceUnavailable,
    SyncopateError,
    error_with_key,
)
from syncopate.matching.identity import entry_identity
from syncopate.providers import registry
from syncopate.providers.capability import ReadPlaylist
from syncopate.providers.manifest import Capability
from syncopate.store import accounts, entries, libraries, members, mirrors, targets
from syncopate.store.database import Connection
from syncopate.store.entries import StoredEntry
from syncopate.store.libraries import Library
from syncopate.store.mirrors import UNSET, Mirror, MirrorChanges, Unset
from syncopate.store.targets import Target
from syncopate.sync.accounts import checked_name
from syncopate.sync.album_sources import album_option, read_as_album
from syncopate.sync.deleting import delete_written
from syncopate.sync.finishing import finished
from syncopate.sync.kit import Kit
from syncopate.sync.providers import LOCAL_FILES, isolated, source_of, target_of
from syncopate.sync.reach import COMMAND_LINE, ORIGIN, hold_to_reach
from syncopate.sync.saving import forget_export
from syncopate.sync.settings import read_settings
from syncopate.sync.sites import Owner, ensure_for, site_of, usual_owner
from syncopate.sync.standing import mirror_turn
from syncopate.sync.uploads import hold_to_entries, kept_upload, parts_of, unmarked, upload_of

_LOG = logging.getLogger(__name__)

LONGEST_NAME, LONGEST_LABEL = 300, 100
_LONGEST_INTERVAL = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMirror:
    """A playlist or album to add. `library_id` None: the only library, if there is just one.

    `kind` None: as the source says; files and data are albums only where it says so, and `album` is what is
    known of that. `cover_url` is a cover of the user's own. `interval_days` None: as the settings say for
    new playlists. `local`: the user of this machine names it and may name any file; remembered for later
    syncs. `expires_at` is when it goes again.
    """

    provider: str = LOCAL_FILES
    reference: str = ""
    account_id: str | None = None
    kind: MirrorKind | None = None
    album: AlbumFacts | None = None
    name: str | None = None
    cover_url: str | None = None
    library_id: str | None = None
    member_id: str | None = None
    label: str | None = None
    interval_days: int | None = None
    enabled: bool = True
    policy: TargetPolicy = TargetPolicy.MIRROR
    options: Mapping[str, str] = field(default_factory=dict)
    local: bool = False
    origin: Origin = Origin.USER
    expires_at: datetime | None = None


async def add_mirror(kit: Kit, new: NewMirror, read: ReadPlaylist | None = None) -> Mirror:
    """Read the source once and keep it, or what was `read` of it just now.

    Raises NotFound, AlreadyExists, InvalidInput, SourceUnavailable.
    """
    interval = checked_interval(await _interval(kit) if new.interval_days is None else new.interval_days)
    custom_name = _own_name(new.name) if new.name is not None else None
    label = _checked_label(new.label)
    custom_cover = _checked_cover(new.cover_url) if new.cover_url else None
    if Capability.PLAYLISTS not in registry.manifest_of(new.provider).capabilities:
        raise InvalidInput(f"{new.provider} offers no playlists.", field="provider")
    library_id = await _library_for(kit, new.library_id)
    if new.member_id is not None:
        await kit.database.read(members.get, new.member_id)
    await _hold_to_others(kit, new)
    options = {name: value for name, value in new.options.items() if name != ORIGIN}
    if new.local:
        options[ORIGIN] = COMMAND_LINE
    options |= _said_album(new, custom_name)
    if read is None:
        read = await read_source(kit, new.provider, new.account_id, new.reference, options)
    if isinstance(read.entries, Failed):
        raise failure_of(read.playlist.name, read.entries)
    hold_to_entries(read)
    if new.kind not in {None, read.playlist.kind}:
        raise InvalidInput(f"{read.playlist.name} is no {new.kind}.", field="kind")
    mirror = Mirror(
        id=str(uuid.uuid7()),
        provider=new.provider,
        account_id=new.account_id,
        reference=new.reference,
        kind=read.playlist.kind,
        album=read.playlist.album,
        member_id=new.member_id,
        source_name=read.playlist.name,
        custom_name=custom_name if custom_name != read.playlist.name else None,
        description=read.playlist.description,
        cover_url=read.playlist.cover_url,
        custom_cover=custom_cover,
        label=label,
        interval_days=interval,
        enabled=new.enabled,
        policy=new.policy,
        options=options,
        version=read.playlist.version if read.visible is None else None,
        visible=read.visible,
        left_out=read.left_out,
        origin=new.origin,
        expires_at=new.expires_at,
        created_at=kit.now(),
    )
    said = read.entries.items if isinstance(read.entries, Complete) else ()
    stored = [StoredEntry(identity=entry_identity(entry), entry=entry) for entry in said]
    library = None if library_id is None else await kit.database.read(libraries.get, library_id)
    owner = Owner() if library is None else await usual_owner(kit, mirror, library)
    added = await finished(kit.database.write(_add, mirror, stored, library, owner))
    await tell_mirror(kit, EventType.PLAYLIST_ADDED, added, "added")
    return added


async def _hold_to_others(kit: Kit, new: NewMirror) -> None:
    """Refuse what is mirrored already. Raises AlreadyExists."""
    there = await kit.database.read(mirrors.of_source, new.provider, new.reference)
    # Two members may have it by a login each; one that is read without any is the same one.
    same = next((each for each in there if each.account_id in {None, new.account_id}), None)
    if same is not None:
        raise AlreadyExists(what="playlist", id=same.name)


def _said_album(new: NewMirror, name: str | None) -> dict[str, str]:
    """Return the option that makes a file an album; other sources say themselves. Raises InvalidInput."""
    if new.provider == LOCAL_FILES and new.kind is MirrorKind.ALBUM:
        return album_option(new.album or AlbumFacts(), name)
    if new.album is not None:
        raise InvalidInput("Only a file, or tracks, can be said to be an album.", field="album")
    return {}


def _add(
    connection: Connection,
    mirror: Mirror,
    stored: Sequence[StoredEntry],
    library: Library | None,
    owner: Owner,
) -> Mirror:
    """Store a mirror with what its source said, whole or not at all."""
    mirrors.add(connection, mirror)
    if stored:
        entries.replace(connection, mirror.id, stored)
    if library is not None:
        ensure_for(connection, mirror, library, owner)
    return mirrors.get(connection, mirror.id)


async def add_file(kit: Kit, filename: str, data: bytes, new: NewMirror) -> Mirror:
    """Keep an uploaded playlist file and mirror it; a file that cannot be read is not kept."""
    return await _add_upload(kit, *parts_of(filename), data, new)


async def _add_upload(kit: Kit, stem: str, suffix: str, data: bytes, new: NewMirror) -> Mirror:
    async with kept_upload(kit, stem, suffix, data) as stored:
        return await add_mirror(
            kit, replace(new, provider=LOCAL_FILES, account_id=None, reference=stored.name)
        )


async def add_tracks(kit: Kit, tracks: Sequence[Entry], name: str, new: NewMirror) -> Mirror:
    """Mirror a playlist or album given as data; it is kept as a JSPF file."""
    name = _own_name(name)
    count = None if new.album is None else new.album.count
    if count not in {None, len(tracks)}:
        raise InvalidInput(f"The album has {count} tracks, and {len(tracks)} are given.", field="album")
    if not tracks:
        raise InvalidInput("A playlist needs at least one track.", field="tracks")
    for entry in tracks:
        if not entry.title.strip():
            raise InvalidInput(f"Track {entry.position + 1} needs a title.", field="tracks")
    document = {"playlist": {"title": name, "track": [_jspf(entry) for entry in tracks]}}
    data = json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")
    return await _add_upload(kit, name, ".jspf", data, new)


async def preview_file(kit: Kit, filename: str, data: bytes, options: Mapping[str, str]) -> ReadPlaylist:
    """Return what a file would become; nothing of it stays. Raises the reader's errors."""
    async with kept_upload(kit, *parts_of(filename), data) as stored:
        read = await read_source(kit, LOCAL_FILES, None, stored.name, options)
    if isinstance(read.entries, Failed):
        raise failure_of(read.playlist.name, read.entries)
    hold_to_entries(read)
    return read


def failure_of(name: str, failed: Failed) -> SyncopateError:
    """Return the error that a read failed with; `name` is of what was read."""
    kind = error_with_key(failed.reason, SourceUnavailable)
    return kind(failed.detail, **{"name": name, **failed.placeholders})


async def read_source(
    kit: Kit, provider: str, account_id: str | None, reference: str, options: Mapping[str, str]
) -> ReadPlaylist:
    """Read a source playlist behind the provider's border.

    Raises NotFound, NotConfigured, Unreachable, and AccessDenied for a file that may not be read.
    """
    source = await source_of(kit, provider, account_id)
    login = None if account_id is None else await kit.database.read(accounts.get, account_id)
    if LOCAL_FILES in {provider, login.provider if login else None} and options.get(ORIGIN) != COMMAND_LINE:
        await hold_to_reach(kit, reference)
    read = await isolated(source.read_playlist(reference, options), f"{provider} {reference}")
    return read_as_album(_unmarked(read) if provider == LOCAL_FILES else read, options)


def _unmarked(read: ReadPlaylist) -> ReadPlaylist:
    """Take the mark of an upload out of what people see."""
    playlist, entries = read.playlist, read.entries
    playlist = replace(playlist, name=unmarked(playlist.name))
    if isinstance(entries, Failed):
        placeholders = {name: unmarked(value) for name, value in entries.placeholders.items()}
        entries = replace(entries, detail=unmarked(entries.detail), placeholders=placeholders)
    return replace(read, playlist=playlist, entries=entries)


async def change_mirror(
    kit: Kit,
    mirror_id: str,
    changes: MirrorChanges,
    library_id: str | Unset | None = UNSET,
    *,
    keep_old: bool = False,
) -> Mirror:
    """Change settings of a mirror, or the library it is kept on. Raises NotFound, InvalidInput.

    What we wrote to the library it leaves is deleted, unless `keep_old` or it was changed since.
    """
    before = await kit.database.read(mirrors.get, mirror_id)
    if isinstance(changes.custom_name, str):
        changes = replace(changes, custom_name=_own_name(changes.custom_name))
    if isinstance(changes.label, str):
        changes = replace(changes, label=_checked_label(changes.label))
    if isinstance(changes.interval_days, int):
        checked_interval(changes.interval_days)
    if isinstance(changes.custom_cover, str):
        changes = replace(changes, custom_cover=_checked_cover(changes.custom_cover))
    if isinstance(library_id, str):
        await kit.database.read(libraries.get, library_id)
    if isinstance(changes.member_id, str):
        await kit.database.read(members.get, changes.member_id)
    await kit.database.write(mirrors.change, mirror_id, changes)
    if not isinstance(library_id, Unset):
        async with kit.turns[mirror_turn(mirror_id)]:
            await _move(kit, before, library_id, keep_old=keep_old)
    mirror = await kit.database.read(mirrors.get, mirror_id)
    if mirror != before or not isinstance(library_id, Unset):
        await tell_mirror(kit, EventType.PLAYLIST_UPDATED, mirror, "updated")
    return mirror


def _own_name(name: str) -> str:
    """Return a name that the user gives, as it is kept. Raises InvalidInput."""
    if len(name) > LONGEST_NAME:
        raise InvalidInput(f"Name has {LONGEST_NAME} letters at most.", field="name")
    return checked_name(name)


def _checked_label(label: str | None) -> str | None:
    """Return a label, None for none. Raises InvalidInput."""
    if label is not None and len(label) > LONGEST_LABEL:
        raise InvalidInput(f"Label has {LONGEST_LABEL} letters at most.", field="label")
    return label or None


def _checked_cover(address: str) -> str:
    """Return the address of a cover. Raises InvalidInput."""
    parts = urlsplit(address.strip())
    if parts.scheme != "https" or not parts.hostname or parts.username is not None:
        raise InvalidInput("A cover has an address that begins with https://.", field="cover_url")
    return address.strip()


async def _move(kit: Kit, mirror: Mirror, library_id: str | None, *, keep_old: bool) -> None:
    """Keep it in this library and in no other."""
    for target in await kit.database.read(targets.of_mirror, mirror.id):
        if target.library_id != library_id:
            if not keep_old:
                await _delete_untouched(kit, mirror, target)
            await kit.database.write(targets.remove, target.id)
    if library_id is not None:
        kept = await kit.database.read(mirrors.get, mirror.id)
        library = await kit.database.read(libraries.get, library_id)
        await kit.database.write(ensure_for, kept, library, await usual_owner(kit, kept, library))


async def read_by(kit: Kit, mirror_id: str, account_id: str | None) -> Mirror:
    """Have a mirror read by another login of its service, or by none.

    Raises NotFound, InvalidInput for another service's, AlreadyExists where that login's is mirrored too.
    """
    mirror = await kit.database.read(mirrors.get, mirror_id)
    if account_id is None:
        if registry.manifest_of(mirror.provider).needs_account:
            raise InvalidInput("This service needs a login.", field="account_id")
    elif (await kit.database.read(accounts.get, account_id)).provider != mirror.provider:
        raise InvalidInput("That is a login to another service.", field="account_id")
    there = await kit.database.read(mirrors.find, mirror.provider, account_id, mirror.reference)
    if there is not None and there.id != mirror_id:
        raise AlreadyExists(what="playlist", id=there.name)
    await kit.database.write(mirrors.set_account, mirror_id, account_id)
    mirror = await kit.database.read(mirrors.get, mirror_id)
    await tell_mirror(kit, EventType.PLAYLIST_UPDATED, mirror, "updated")
    return mirror


async def remove_mirror(kit: Kit, mirror_id: str, *, delete_target: bool = False) -> None:
    """Forget a mirror; what was written to the library stays unless it shall go too. Raises NotFound."""
    async with kit.turns[mirror_turn(mirror_id)]:
        mirror = await kit.database.read(mirrors.get, mirror_id)
        if delete_target:
            for target in await kit.database.read(targets.of_mirror, mirror_id):
                await delete_written(kit, mirror, target)
        await kit.database.write(mirrors.remove, mirror_id)
    await forget_export(kit, mirror)
    if (upload := upload_of(kit, mirror)) is not None:
        upload.unlink(missing_ok=True)
    await tell_mirror(kit, EventType.PLAYLIST_REMOVED, mirror, "removed")


async def remove_expired(kit: Kit, mirror_id: str) -> bool:
    """Forget a mirror whose time is over, with what we wrote of it and nobody changed since.

    False when it is to stay by now, or is gone already.
    """
    async with kit.turns[mirror_turn(mirror_id)]:
        try:
            mirror = await kit.database.read(mirrors.get, mirror_id)
        except NotFound:
            return False
        if mirror.expires_at is None or mirror.expires_at > kit.now():
            return False
        for target in await kit.database.read(targets.of_mirror, mirror_id):
            await _delete_untouched(kit, mirror, target)
        await kit.database.write(mirrors.remove, mirror_id)
    await forget_export(kit, mirror)
    await tell_mirror(kit, EventType.PLAYLIST_REMOVED, mirror, "removed")
    return True


async def _interval(kit: Kit) -> int:
    """Return the interval of new playlists, in days."""
    days = (await read_settings(kit)).value("sync.default_interval_days", int)
    return 1 if days is None else days


async def _delete_untouched(kit: Kit, mirror: Mirror, target: Target) -> None:
    """Delete what we wrote if it is as we left it; what the user changed, or cannot be read now, stays."""
    if target.target_key is None:
        return
    library = await kit.database.read(libraries.get, target.library_id)
    try:
        if target.kind is TargetKind.FAVOURITES or await _is_untouched(kit, target, library):
            await delete_written(kit, mirror, target)
    except SyncopateError as error:
        _LOG.warning("The playlist %s stays in %s: %s", target.target_key, library.name, error.detail)


async def _is_untouched(kit: Kit, target: Target, library: Library) -> bool:
    keeper = await target_of(kit, library.account_id)
    state = await keeper.read_target(site_of(target, library), target.target_key or "")
    if not isinstance(state, Known) or state.value is None or state.value.name != target.written_name:
        return False
    held, written = state.value.track_keys, target.written or ()
    return held == written if target.kind.ordered else frozenset(held) == frozenset(written)


async def _library_for(kit: Kit, library_id: str | None) -> str | None:
    if library_id is not None:
        return (await kit.database.read(libraries.get, library_id)).id
    there = await kit.database.read(libraries.every)
    return there[0].id if len(there) == 1 else None


def checked_interval(days: int) -> int:
    """Return an interval in days, 0 for every run. Raises InvalidInput."""
    if not 0 <= days <= _LONGEST_INTERVAL:
        raise InvalidInput(f"The interval is 0 to {_LONGEST_INTERVAL} days.", field="interval_days")
    return days


def _jspf(entry: Entry) -> dict[str, object]:
    track: dict[str, object] = {"title": entry.title, "creator": " & ".join(entry.artists)}
    if entry.artists:
        track["extension"] = {"syncopate": {"artists": list(entry.artists)}}
    if entry.album:
        track["album"] = entry.album
    if entry.duration is not None:
        track["duration"] = int(entry.duration.total_seconds() * 1000)
    identifiers = [
        f"isrc:{item.value}" if item.kind is IdKind.ISRC else track_link(item) for item in entry.ids
    ]
    track["identifier"] = [identifier for identifier in identifiers if identifier]
    if entry.path:
        track["location"] = [entry.path]
    return track


async def tell_mirror(kit: Kit, kind: EventType, mirror: Mirror, status: str) -> None:
    """Tell what happened to a mirror."""
    data = {"playlist_id": mirror.id, "label": mirror.label}
    await kit.tell(Event(type=kind, at=kit.now(), name=mirror.name, status=status, data=data))
