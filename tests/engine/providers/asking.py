"""What tests of several providers ask by: a compute and paces, and how the engine reads what is pasted."""

from dataclasses import replace
from typing import Any

from syncopate.providers import registry
from syncopate.providers.links import take_apart
from syncopate.providers.manifest import RateLimit
from syncopate.providers.pace import Pace, Paces


async def nothing_to_compute(*_: Any, **__: Any) -> Any:
    """Stand in for the compute where nothing may be computed."""
    raise AssertionError


class Unhurried(Paces):
    """Paces that are never in the way; whoever is told to rest still does."""

    def of(self, owner: str, limit: RateLimit, what: str) -> Pace:
        return super().of(owner, replace(limit, requests=10_000), what)


def named_by(domain: str, pasted: str) -> tuple[str, str] | None:
    """Return kind and reference of what a pasted text names at a provider, None where it names nothing.

    It is found as the engine finds it: by the host, which no other provider may claim.
    """
    link = take_apart(pasted)
    found = None if link is None else registry.read_link(link)
    if found is None:
        return None
    owner, linked = found
    assert owner == domain
    return linked.kind.value, linked.reference
