"""How accounts stand with their services: each has the pace it is asked at, which several may share."""

from datetime import datetime

from syncopate.providers import registry
from syncopate.providers.pace import Budget
from syncopate.store.accounts import Account
from syncopate.sync.kit import Kit


def pace_of(provider: str, account_id: str | None) -> str:
    """Return whose pace an account goes by: its service's where that counts requests by their address."""
    known = registry.manifests().get(provider)
    shared = known is not None and known.counts_by_address
    return provider if shared or account_id is None else account_id


def budget_of(kit: Kit, account: Account) -> Budget | None:
    """Return how an account stands, None where its service has no limit; one that asked nothing has all."""
    known = registry.manifests().get(account.provider)
    limit = None if known is None else known.rate_limit
    budget = kit.connections.paces.budget(pace_of(account.provider, account.id))
    if limit is None or (budget is not None and budget.requests):
        return budget
    rests = 0.0 if budget is None else budget.rests
    return Budget(requests=limit.requests, seconds=limit.seconds, used=0, rests=rests)


def in_words(kit: Kit, until: datetime) -> str:
    """Return a moment as the household's clocks tell it, with its day where that is not today."""
    local, today = until.astimezone(kit.zone), kit.now().astimezone(kit.zone).date()
    return local.strftime("%H:%M" if local.date() == today else "%Y-%m-%d %H:%M")
