"""Services that want no requests for a while: which, until when, and who is asked meanwhile."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from syncopate.domain.problem import Problem
from syncopate.errors import RateLimited
from syncopate.providers import registry
from syncopate.providers.manifest import Capability
from syncopate.store import accounts
from syncopate.sync.budgets import in_words, pace_of
from syncopate.sync.catalogues import ways
from syncopate.sync.kit import Kit

TOLD_FROM = timedelta(seconds=60)
"""How long a rest is at least that people are told of: a shorter one is over before they have read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """A service, by which account (None: by none), that may not be asked before `until`.

    `stands_in` is what the catalogue is called that is searched meanwhile, None where nothing is searched
    there, or nobody can stand in.
    """

    name: str
    provider: str
    account_id: str | None
    until: datetime
    stands_in: str | None = None

    @property
    def owner(self) -> str:
        """Whose pace it is."""
        return self.account_id or self.provider

    @property
    def problem_id(self) -> str:
        """What it is known by as long as it lasts."""
        return f"rests_{self.owner}"


async def resting(kit: Kit) -> Sequence[Rest]:
    """Return the services that have to rest for long, by name; nobody is asked anything for it."""
    await kit.connections.paces.refresh()
    known = registry.manifests()
    logins = await kit.database.read(accounts.every)
    owners = [(each.name, each.provider, each.id) for each in logins if each.provider in known]
    open_ones = [(each.name, each.domain, None) for each in known.values() if not each.needs_account]
    found = [
        Rest(name=name, provider=domain, account_id=account_id, until=until)
        for name, domain, account_id in (*owners, *open_ones)
        # Where accounts share a pace, and none is needed, it is told once.
        if (account_id is None or known[domain].needs_account or pace_of(domain, account_id) == account_id)
        and (until := _until(kit, pace_of(domain, account_id))) is not None
    ]
    if not found:
        return []
    broken = {each.id for each in logins if each.health_ok is False}
    paces = {pace_of(rest.provider, rest.account_id) for rest in found}
    instead = await _stands_in(kit, paces, broken)
    return [
        Rest(
            name=rest.name,
            provider=rest.provider,
            account_id=rest.account_id,
            until=rest.until,
            stands_in=instead if Capability.METADATA in known[rest.provider].capabilities else None,
        )
        for rest in sorted(found, key=lambda each: (each.name.casefold(), each.owner))
    ]


def _until(kit: Kit, owner: str) -> datetime | None:
    budget = kit.connections.paces.budget(owner)
    if budget is None or budget.rests <= TOLD_FROM.total_seconds():
        return None
    return kit.now() + timedelta(seconds=budget.rests)


async def _stands_in(kit: Kit, resting: Collection[str], broken: Collection[str]) -> str | None:
    """Return what the catalogue is called that is asked first now."""
    able = (way for way in await ways(kit) if way.owner not in broken)
    first = next((way for way in able if pace_of(way.domain, way.account_id) not in resting), None)
    return None if first is None else registry.manifest_of(first.domain).name


def problem_of(kit: Kit, rest: Rest) -> Problem:
    """Return it as something to be told; it goes away by itself."""
    until = in_words(kit, rest.until)
    return Problem(
        id=rest.problem_id,
        key=RateLimited.key,
        title=rest.name,
        detail=f"{rest.name} wants no requests before {until}.",
        placeholders={"account": rest.name, "name": rest.name, "until": until},
    )
