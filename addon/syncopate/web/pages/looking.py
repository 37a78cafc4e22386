"""What a link is, or what lies under a reference: looked at before anything is added."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from syncopate.domain.playlist import Entry
from syncopate.errors import NotConfigured, SyncopateError, Unreachable
from syncopate.providers import registry
from syncopate.providers.links import Linked, LinkKind
from syncopate.providers.manifest import LoginKind, Manifest
from syncopate.store import accounts, mirrors
from syncopate.store.accounts import Account
from syncopate.store.mirrors import Mirror
from syncopate.sync.linking import MIRRORED, Looked, Recognised, look_at, opened_by, recognise
from syncopate.web.visit import Visit

PATIENCE = 120
"""Seconds that a page waits for a service: a long playlist takes many questions."""

NOBODY = "-"
"""What an address says for no login at all; without a word for it, whichever login can is taken."""

_SAMPLE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What it is, and what would be added; or why that cannot be told (`error`).

    `by` is the login that was asked for; `opened` are those that it can be opened by as a shelf, None: none.
    """

    found: Recognised
    by: str = ""
    looked: Looked | None = None
    mirror: Mirror | None = None
    opened: Sequence[Account | None] = ()
    error: SyncopateError | None = None

    @property
    def sample(self) -> Sequence[Entry]:
        """Return the first entries."""
        return () if self.looked is None else self.looked.entries[:_SAMPLE]

    @property
    def beyond(self) -> int:
        """Return how many entries there are besides the first ones, as far as is told; none is left out."""
        looked = self.looked
        if looked is None:
            return 0
        told = (looked.playlist.count or 0) - len(looked.read.left_out)
        return max(len(looked.entries), told) - len(self.sample)

    @property
    def is_more(self) -> bool:
        """True where only the first entries can be seen this way."""
        looked = self.looked
        if looked is None or looked.visible is None:
            return False
        return len(looked.entries) + len(looked.read.left_out) >= looked.visible

    @property
    def logins(self) -> Sequence[tuple[str, Account | None]]:
        """Return what it can be read by, with how an address says that."""
        return logins_of(self.found.manifest, self.found.accounts)

    @property
    def login(self) -> str:
        """Return which of them it was read by."""
        if self.looked is None:
            return self.by
        return self.looked.account_id or NOBODY

    @property
    def can_log_in(self) -> bool:
        """Tell whether there is a login to the service."""
        return self.found.manifest.login is not LoginKind.NONE

    @property
    def wants_login(self) -> bool:
        """True where nothing is shown without a login, and there is none."""
        return isinstance(self.error, NotConfigured)


def logins_of(manifest: Manifest, known: Sequence[Account]) -> Sequence[tuple[str, Account | None]]:
    """Return by what a service can be read, with how a form says that; None: by no login."""
    without: list[tuple[str, Account | None]] = [] if manifest.needs_account else [(NOBODY, None)]
    return [*((each.id, each) for each in known), *without]


async def look(visit: Visit, link: str, by: str) -> Look:
    """Return what was pasted. Raises InvalidInput for what is no link of ours, OddAnswer, Unreachable."""
    found = await recognise(visit.kit, link)
    if found.linked.kind not in MIRRORED:
        return Look(found=found, opened=await opened_by(visit.kit, found))
    return await _look(visit, found, by)


async def look_under(visit: Visit, provider: str, account: str | None, reference: str) -> Look:
    """Return what lies under a reference. Raises NotFound for the provider."""
    every = await visit.kit.database.read(accounts.every)
    found = Recognised(
        manifest=registry.manifest_of(provider),
        linked=Linked(kind=LinkKind.PLAYLIST, reference=reference),
        accounts=tuple(each for each in every if each.provider == provider),
    )
    return await _look(visit, found, account or NOBODY)


async def _look(visit: Visit, found: Recognised, by: str) -> Look:
    """Read it by a login, by none, or by whichever can."""
    domain, name = found.manifest.domain, found.manifest.name
    told = Look(found=found, by=by)
    try:
        async with asyncio.timeout(PATIENCE):
            looked = await look_at(
                visit.kit,
                domain,
                found.linked.reference,
                None if by == NOBODY else by or None,
                accounts_known=() if by == NOBODY else found.accounts,
            )
    except TimeoutError:
        detail = f"{name} did not answer within {PATIENCE} s."
        return replace(told, error=Unreachable(detail, what=name))
    except SyncopateError as error:
        return replace(told, error=error)
    mirror_id = looked.mirror_id
    mirror = None if mirror_id is None else await visit.kit.database.read(mirrors.get, mirror_id)
    return replace(told, looked=looked, mirror=mirror)
