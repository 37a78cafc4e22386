"""How it stands with hearing what happens at an account, and the address that its server is given."""

from dataclasses import dataclass
from enum import StrEnum

from syncopate.access.hooks import path_of
from syncopate.providers.manifest import Capability, Manifest
from syncopate.store import links, watch_hooks
from syncopate.store.accounts import Account
from syncopate.store.database import Connection
from syncopate.store.watch_hooks import Hook
from syncopate.sync.watch.live.hooks import make_hook
from syncopate.sync.watch.live.passing import ways_from
from syncopate.sync.watch.live.service import LiveState
from syncopate.web.auth import through_ingress
from syncopate.web.visit import Visit


class Use(StrEnum):
    """What becomes of what is heard of an account."""

    UNLINKED = "unlinked"
    OFF = "off"
    UNAPPROVED = "unapproved"
    PASSED = "passed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What its server can do, what was heard, and the address that was made for it."""

    listening: bool
    hooks: bool
    use: Use
    state: LiveState
    hook: Hook | None

    @property
    def is_used(self) -> bool:
        """True where a connection is to be kept."""
        return self.use in {Use.UNAPPROVED, Use.PASSED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An address that was just made. `base` "": where the server reaches us is not known; `sure`: it is."""

    base: str
    path: str
    sure: bool


async def standing_of(visit: Visit, account: Account, manifest: Manifest | None) -> Standing | None:
    """Return how it stands, None for an account whose server tells nothing by itself."""
    able = frozenset[Capability]() if manifest is None else manifest.capabilities
    if able.isdisjoint({Capability.LISTENING, Capability.HOOKS}):
        return None
    use, hook = await visit.kit.database.read(_read, account.id)
    return Standing(
        listening=Capability.LISTENING in able,
        hooks=Capability.HOOKS in able,
        use=use,
        state=visit.context.live.state(account.id),
        hook=hook,
    )


def _read(connection: Connection, account_id: str) -> tuple[Use, Hook | None]:
    every = links.every(connection)
    own = [each for each in every if account_id in {each.left_account_id, each.right_account_id}]
    if not own:
        use = Use.UNLINKED
    elif not any(True for _ in ways_from(account_id, own, (), approved=False)):
        use = Use.OFF
    elif not any(True for _ in ways_from(account_id, own, ())):
        use = Use.UNAPPROVED
    else:
        use = Use.PASSED
    return use, watch_hooks.of_account(connection, account_id)


async def made_hook(visit: Visit, account_id: str) -> Made:
    """Make an address; the one from before ends. Raises NotFound, InvalidInput."""
    secret, _ = await make_hook(visit.kit, account_id)
    told, url = visit.context.address, visit.request.url
    # Home Assistant's own address, at which the page is seen through it, leads nowhere for servers.
    seen = "" if through_ingress(visit.request) else f"{url.scheme}://{url.netloc}"
    return Made(base=(told or seen).rstrip("/"), path=path_of(secret), sure=told is not None)
