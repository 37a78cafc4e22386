"""Where a mirror's targets are, what they are, and what they shall show."""

from syncopate.domain.playlist import MirrorKind
from syncopate.domain.target import Dress, Site, TargetKind
from syncopate.providers import registry
from syncopate.providers.manifest import Manifest
from syncopate.store import accounts, members, targets
from syncopate.store.database import Connection
from syncopate.store.libraries import Library
from syncopate.store.mirrors import Mirror
from syncopate.store.targets import Target
from syncopate.sync.kit import Kit


def default_kind(mirror: Mirror) -> TargetKind:
    """Return what a mirror is kept as unless the user says otherwise: albums are matched only."""
    return TargetKind.NOTHING if mirror.kind is MirrorKind.ALBUM else TargetKind.PLAYLIST


def ensure_default(
    connection: Connection, mirror: Mirror, library: Library, kind: TargetKind | None = None
) -> Target:
    """Return the target of a mirror on a library, for the user its member is there; made if need be."""
    theirs = members.user_on(connection, mirror.member_id, library.account_id)
    return targets.ensure(
        connection,
        mirror.id,
        library.id,
        kind=default_kind(mirror) if kind is None else kind,
        user="" if theirs is None else theirs.user,
        user_name=None if theirs is None else theirs.user_name,
    )


def site_of(target: Target, library: Library) -> Site:
    """Return where a target is."""
    return Site(section=library.section, user=target.user or None, kind=target.kind)


async def dress_of(kit: Kit, mirror: Mirror, library: Library, kind: TargetKind) -> Dress:
    """Return what a target shall show, as far as its server shows such things; favourites show nothing."""
    manifest = await _manifest(kit, library)
    own = kind is not TargetKind.FAVOURITES
    return Dress(
        name=mirror.name,
        description=mirror.description if own and manifest.shows_description else None,
        cover_url=mirror.cover_url if own and manifest.shows_cover else None,
    )


async def keeps_duplicates(kit: Kit, library: Library) -> bool:
    """Tell whether its server keeps a track in two places of one playlist."""
    return (await _manifest(kit, library)).keeps_duplicates


async def _manifest(kit: Kit, library: Library) -> Manifest:
    return registry.manifest_of((await kit.database.read(accounts.get, library.account_id)).provider)
