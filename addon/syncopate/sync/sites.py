"""Where a mirror's targets are, what they are, and what they shall show."""

from dataclasses import dataclass

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
from syncopate.sync.servers import own_key


def default_kind(mirror: Mirror) -> TargetKind:
    """Return what a mirror is kept as unless the user says otherwise: albums are matched only."""
    return TargetKind.NOTHING if mirror.kind is MirrorKind.ALBUM else TargetKind.PLAYLIST


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose a target is: `user` is "" for whom the account is logged in as.

    `own` is the key that one has among the server's users, where it was asked for and told.
    """

    user: str = ""
    user_name: str | None = None
    own: str = ""


def owner_of(user: str, user_name: str | None, own: str) -> Owner:
    """Return whose a target for a user is: who is logged in is nobody else."""
    return Owner(own=own) if user in {"", own} else Owner(user=user, user_name=user_name, own=own)


async def usual_owner(kit: Kit, mirror: Mirror, library: Library) -> Owner:
    """Return who the member whose mirror it is is on a server; the account's own where nobody said.

    Where the server does not tell now who is logged in, the user is taken as it was said.
    """
    theirs = await kit.database.read(members.user_on, mirror.member_id, library.account_id)
    if theirs is None:
        return Owner()
    return owner_of(theirs.user, theirs.user_name, await own_key(kit, library.account_id))


def ensure_for(
    connection: Connection, mirror: Mirror, library: Library, owner: Owner, kind: TargetKind | None = None
) -> Target:
    """Return the target of a mirror on a library for somebody; made if need be."""
    kind = default_kind(mirror) if kind is None else kind
    if not owner.user and owner.own:
        # One that was made for the key of who is logged in is the same.
        for one in targets.of_mirror(connection, mirror.id):
            if (one.library_id, one.kind) == (library.id, kind) and one.user in {"", owner.own}:
                return one
    return targets.ensure(
        connection, mirror.id, library.id, kind=kind, user=owner.user, user_name=owner.user_name
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
        cover_url=mirror.cover if own and manifest.shows_cover else None,
    )


async def keeps_duplicates(kit: Kit, library: Library) -> bool:
    """Tell whether its server keeps a track in two places of one playlist."""
    return (await _manifest(kit, library)).keeps_duplicates


async def _manifest(kit: Kit, library: Library) -> Manifest:
    return registry.manifest_of((await kit.database.read(accounts.get, library.account_id)).provider)
