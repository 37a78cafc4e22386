"""Catalogues that can be searched: which there are, which of them rest, and who stands in meanwhile."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from syncopate.domain.snapshot import Complete, Failed, Partial, Snapshot
from syncopate.errors import NotConfigured, SourceUnavailable, SyncopateError, error_with_key
from syncopate.providers import registry
from syncopate.providers.catalogue import Catalogue, Found, FoundKind
from syncopate.providers.manifest import Capability, Manifest
from syncopate.store import accounts
from syncopate.store.accounts import Account
from syncopate.sync.budgets import pace_of
from syncopate.sync.kit import Kit
from syncopate.sync.providers import catalogue_of, isolated


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A catalogue to ask, by which account, None: by none."""

    domain: str
    account_id: str | None

    @property
    def owner(self) -> str:
        """Whose pace it is asked at."""
        return self.account_id or self.domain


@dataclass(frozen=True, slots=True, kw_only=True)
class Resting:
    """A catalogue that may not be asked now, and until when."""

    domain: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer[T]:
    """What a catalogue answered; `instead_of` are those that were to be asked first, but rest."""

    way: Way
    items: Sequence[T]
    instead_of: Sequence[Resting] = ()


async def ways(kit: Kit, provider: str | None = None, *, of_recordings: bool = False) -> Sequence[Way]:
    """Return the catalogues in the order they are asked, or the ways to one of them.

    `of_recordings`: those alone that call recordings by ids of their own.
    """
    logins = await kit.database.read(accounts.every)
    kinds = [
        each
        for each in registry.manifests().values()
        if Capability.METADATA in each.capabilities and not (of_recordings and each.raw_titles)
    ]
    found = [
        way
        for kind in sorted(
            kinds,
            key=lambda each: (
                of_recordings and not each.knows_isrc,
                each.catalogue_place,
                each.domain,
            ),
        )
        if provider in {None, kind.domain}
        for way in _of_kind(kind, logins)
    ]
    # Those with a login come first, of the others nobody has said that they are used; last those that do not
    # work now: each would be waited for in vain.
    broken = {each.id for each in logins if each.health_ok is False}
    return sorted(found, key=lambda way: (way.account_id in broken, way.account_id is None))


def _of_kind(kind: Manifest, logins: Sequence[Account]) -> list[Way]:
    mine = [Way(domain=kind.domain, account_id=each.id) for each in logins if each.provider == kind.domain]
    return mine or ([Way(domain=kind.domain, account_id=None)] if kind.open_catalogue else [])


async def asked[T](
    kit: Kit, chosen: Sequence[Way], ask: Callable[[Catalogue], Awaitable[Snapshot[T]]]
) -> Answer[T]:
    """Return what the first catalogue answers that can; one that rests or fails is passed over.

    It is asked again by itself once its time is over. Raises NotConfigured where there is none, else what
    the first one failed with.
    """
    resting: list[Resting] = []
    failed: SyncopateError | None = None
    for way in chosen:
        rests = _rests(kit, way)
        if rests is not None:
            resting.append(rests)
            continue
        try:
            catalogue = await catalogue_of(kit, way.domain, way.account_id)
            answer = await isolated(ask(catalogue), way.domain)
        except SyncopateError as error:
            failed = failed or error
            continue
        if isinstance(answer, Complete):
            return Answer(way=way, items=answer.items, instead_of=tuple(resting))
        failed = failed or _error(answer, way)
        rests = _rests(kit, way)
        if rests is not None:
            resting.append(rests)
    if failed is None and resting:
        raise error_with_key("rate_limited", SourceUnavailable)(
            account=registry.manifest_of(resting[0].domain).name,
            retry_after=f"{(resting[0].until - kit.now()).total_seconds():.0f}",
        )
    raise failed or NotConfigured(what="a catalogue")


def _rests(kit: Kit, way: Way) -> Resting | None:
    budget = kit.connections.paces.budget(pace_of(way.domain, way.account_id))
    if budget is None or budget.rests <= _LONGEST_WAIT.total_seconds():
        return None
    return Resting(domain=way.domain, until=kit.now() + timedelta(seconds=budget.rests))


_LONGEST_WAIT = timedelta(seconds=30)
"""What is waited for; who has to rest longer is replaced."""


def _error(answer: Partial[object] | Failed, way: Way) -> SyncopateError:
    name = registry.manifest_of(way.domain).name
    if isinstance(answer, Partial):
        return error_with_key(answer.reason, SourceUnavailable)(name=name)
    kind = error_with_key(answer.reason, SourceUnavailable)
    return kind(answer.detail, **{"name": name, **answer.placeholders})


async def search_catalogue(
    kit: Kit, text: str, kind: FoundKind, limit: int, provider: str | None = None
) -> Answer[Found]:
    """Return what is found by words, in one catalogue or the first that answers.

    Raises as `asked`; NotConfigured says of one whether it has none, or which account is missing.
    """
    chosen = await ways(kit, provider)
    if provider is not None and not chosen:
        manifest = registry.manifest_of(provider)
        name = manifest.name
        if Capability.METADATA not in manifest.capabilities:
            raise NotConfigured(f"{name} has no catalogue that can be searched.", what=f"{name}: a catalogue")
        said = f"Searching {name} needs an account there: add one of {name} ({provider}), then search again."
        raise NotConfigured(said, what=f"{name}: an account")
    return await asked(kit, chosen, lambda catalogue: catalogue.search(text, kind, limit))
