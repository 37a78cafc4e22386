"""Where a mirror's targets are, what they are, and what they shall show."""

from syncopate.domain.playlist import MirrorKind
from syncopate.domain.target import Dress, Site, TargetKind
from syncopate.providers import registry
from syncopate.store import accounts
from syncopate.store.libraries import Library
from syncopate.store.mirrors import Mirror
from syncopate.store.targets import Target
from syncopate.sync.kit import Kit


def default_kind(mirror: Mirror) -> TargetKind:
    """Return what a mirror is kept as unless the user says otherwise: albums are matched only."""
    return TargetKind.NOTHING if mirror.kind is MirrorKind.ALBUM else TargetKind.PLAYLIST


def site_of(target: Target, library: Library) -> Site:
    """Return where a target is."""
    return Site(section=library.section, user=target.user or None, kind=target.kind)


async def dress_of(kit: Kit, mirror: Mirror, library: Library) -> Dress:
    """Return what a target shall show, as far as its server shows such things."""
    account = await kit.database.read(accounts.get, library.account_id)
    manifest = registry.manifest_of(account.provider)
    return Dress(
        name=mirror.name,
        description=mirror.description if manifest.shows_description else None,
        cover_url=mirror.cover_url if manifest.shows_cover else None,
    )
