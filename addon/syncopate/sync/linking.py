"""Links as people paste them: which service, what it is, and what would be added."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from syncopate.domain.playlist import Entry, MirrorKind, SourcePlaylist
from syncopate.domain.snapshot import Complete, Failed, Partial
from syncopate.errors import (
    InvalidInput,
    LoginLacksRights,
    NotConfigured,
    NotFound,
    RateLimited,
    SourceClosed,
    SourceGone,
    SyncopateError,
)
from syncopate.providers import registry
from syncopate.providers.browsing import Browsable
from syncopate.providers.capability import Glimpsed, ReadPlaylist
from syncopate.providers.links import Link, Linked, LinkKind, take_all_apart
from syncopate.providers.manifest import Capability, Manifest
from syncopate.providers.outside import follow_link
from syncopate.store import accounts, mirrors
from syncopate.store.accounts import Account
from syncopate.store.mirrors import Mirror
from syncopate.sync.kit import Kit
from syncopate.sync.mirrors import NewMirror, add_mirror, failure_of, read_source
from syncopate.sync.providers import isolated, source_of
from syncopate.sync.resting import problem_of, resting

MIRRORED = frozenset({LinkKind.PLAYLIST, LinkKind.ALBUM})
"""What can be added as it is."""

OPENED = frozenset({LinkKind.ARTIST, LinkKind.USER, LinkKind.SHELF})
"""What holds such, and is opened as a shelf by its reference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What a link names at which provider; `accounts` are the logins it could be read by, oldest first."""

    manifest: Manifest
    linked: Linked
    accounts: Sequence[Account] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What would be added: what it is, by which account it was read (None: by none), how much of it.

    `entries` are what could be read, or the first where `read` is a glimpse; `visible` as `ReadPlaylist` has
    it. `mirror_id` is given where it is mirrored already.
    """

    provider: str
    account_id: str | None
    reference: str
    playlist: SourcePlaylist
    entries: Sequence[Entry]
    read: ReadPlaylist
    visible: int | None = None
    mirror_id: str | None = None

    @property
    def kind(self) -> MirrorKind:
        """What it is."""
        return self.playlist.kind

    @property
    def more(self) -> int:
        """How many entries there are besides those that were read; what is left out is none."""
        if not self.read.glimpse:
            return 0
        return max(self.count - len(self.entries) - len(self.read.left_out), 0)

    @property
    def count(self) -> int:
        """How many entries it has, as far as that is told."""
        return max(len(self.entries), self.playlist.count or 0)


async def recognise(kit: Kit, text: str) -> Recognised:
    """Return what was pasted. Short links are followed. Raises InvalidInput, OddAnswer, Unreachable."""
    there = take_all_apart(text)
    ours = [link for link in there if is_ours(link)]
    if not there:
        raise InvalidInput("There is no link in what was pasted.", field="link")
    if len(ours) > 1:
        others = " ".join(link.text for link in ours[1:])
        raise InvalidInput(
            f"One link at a time is taken; besides the first there are: {others}", field="link"
        )
    link = await _whole(kit, (ours or there)[0])
    found = registry.read_link(link)
    if found is None:
        raise InvalidInput(f"This link of {link.host} is none that can be added.", field="link")
    domain, linked = found
    logins = await kit.database.read(accounts.every)
    mine = tuple(each for each in logins if each.provider == domain)
    return Recognised(manifest=registry.manifest_of(domain), linked=linked, accounts=mine)


async def opened_by(kit: Kit, found: Recognised) -> Sequence[Account | None]:
    """Return by which logins what a link names can be opened as a shelf, None: by none at all."""
    if found.linked.kind not in OPENED:
        return ()
    without = () if found.manifest.needs_account else (None,)
    ways: list[Account | None] = []
    for login in (*found.accounts, *without):
        with suppress(SyncopateError):
            source = await source_of(kit, found.manifest.domain, None if login is None else login.id)
            if isinstance(source, Browsable):
                ways.append(login)
    return ways


def is_ours(link: Link) -> bool:
    """Tell whether a link lies at a service that things are added from."""
    known = registry.manifests().values()
    return any(link.host in (manifest.link_hosts | manifest.short_hosts) for manifest in known)


async def _whole(kit: Kit, link: Link) -> Link:
    known = registry.manifests().values()
    short = {host: manifest for manifest in known for host in manifest.short_hosts}
    manifest = short.get(link.host)
    if manifest is None:
        return link
    return await follow_link(
        link,
        short=manifest.short_hosts,
        known=manifest.link_hosts,
        endpoint=kit.context(manifest.domain, {}).endpoint,
    )


async def look_at_link(kit: Kit, text: str, account_id: str | None = None) -> Looked:
    """Return what a link would add, read by that account, or else by whichever can.

    Raises InvalidInput for what cannot be mirrored, NotConfigured where a login is needed, and what the
    source fails with.
    """
    found = await recognise(kit, text)
    if found.linked.kind not in MIRRORED:
        said = f"This link is of {_CALLED[found.linked.kind]}: only playlists and albums can be added."
        raise InvalidInput(said, field="link")
    return await look_at(
        kit,
        found.manifest.domain,
        found.linked.reference,
        account_id,
        accounts_known=found.accounts,
    )


async def add_linked(kit: Kit, text: str, new: NewMirror) -> Mirror:
    """Add what a link names, read once; `new` says the rest. Raises as `look_at_link` and `add_mirror`."""
    looked = await look_at_link(kit, text, new.account_id)
    chosen = replace(new, provider=looked.provider, account_id=looked.account_id, reference=looked.reference)
    return await add_mirror(kit, chosen, None if looked.read.glimpse else looked.read)


_CALLED = {
    LinkKind.TRACK: "a single track",
    LinkKind.ARTIST: "an artist",
    LinkKind.USER: "somebody's profile",
    LinkKind.SHELF: "a page with several lists",
}


async def look_at(
    kit: Kit,
    provider: str,
    reference: str,
    account_id: str | None = None,
    *,
    accounts_known: Sequence[Account] = (),
) -> Looked:
    """Return what a reference would add; of a long playlist the beginning. Raises as `look_at_link`.

    What an account may not read may be public all the same. Where one is only kept from it for a while, the
    public page is not taken instead: the playlist would be read by nobody's login, and in part, for good.
    """
    manifest = registry.manifest_of(provider)
    if Capability.PLAYLISTS not in manifest.capabilities:
        raise InvalidInput(f"{manifest.name} offers no playlists.", field="provider")
    tried: SyncopateError | None = None
    kept_from: SyncopateError | None = None
    for login in _ways(manifest, account_id, accounts_known):
        if login is None and kept_from is not None:
            break
        try:
            read = await _beginning(kit, provider, login, reference)
            return await _looked(kit, provider, login, reference, read)
        except SyncopateError as error:
            # The first refusal is told: it is of the account that comes first to mind.
            tried = tried or error
            if login is not None and error.key not in _NOT_FOR_IT:
                kept_from = kept_from or await _of_account(kit, provider, login, error)
    raise kept_from or tried or NotConfigured(what=f"{manifest.name}: an account")


_NOT_FOR_IT = frozenset({LoginLacksRights.key, SourceClosed.key, SourceGone.key, NotFound.key})
"""What says of a playlist that an account may not read it; everything else says it of the account."""


async def _of_account(kit: Kit, provider: str, account_id: str, error: SyncopateError) -> SyncopateError:
    """Return why an account could not be asked; of one that rests for long it is told until when."""
    if not isinstance(error, RateLimited):
        return error
    known = [each for each in await resting(kit) if each.provider == provider]
    rest = next((each for each in known if each.account_id in {account_id, None}), None)
    if rest is None:
        return error
    told = problem_of(kit, rest)
    return RateLimited(told.detail, **{**error.placeholders, **told.placeholders})


async def _beginning(kit: Kit, provider: str, account_id: str | None, reference: str) -> ReadPlaylist:
    """Read as much as has to be seen: of what is long a page, where the service has such."""
    source = await source_of(kit, provider, account_id)
    if not isinstance(source, Glimpsed):
        return await read_source(kit, provider, account_id, reference, {})
    return await isolated(source.read_glimpse(reference), f"{provider} {reference}")


def _ways(manifest: Manifest, account_id: str | None, known: Sequence[Account]) -> list[str | None]:
    """Return by which accounts it is tried, None for none at all."""
    if account_id is not None:
        return [account_id]
    without = [] if manifest.needs_account else [None]
    return [*(each.id for each in known), *without]


async def _looked(
    kit: Kit, provider: str, account_id: str | None, reference: str, read: ReadPlaylist
) -> Looked:
    match read.entries:
        case Failed():
            raise failure_of(read.playlist.name, read.entries)
        case Partial(found=found):
            told: Sequence[Entry] = found
        case Complete(items=items):
            told = items
    known = await kit.database.read(mirrors.of_source, provider, reference)
    there = next((each for each in known if each.account_id in {None, account_id}), None)
    return Looked(
        provider=provider,
        account_id=account_id,
        reference=reference,
        playlist=read.playlist,
        entries=told,
        read=read,
        visible=read.visible,
        mirror_id=None if there is None else there.id,
    )
