"""What artists bring out: of the catalogue that keeps a calendar, by an artist's name or id there."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from syncopate.domain.ids import IdKind, parse_uuid
from syncopate.domain.snapshot import Complete, Failed, Snapshot
from syncopate.errors import InvalidInput, NotConfigured, NotFound, SourceUnavailable, error_with_key
from syncopate.providers import registry
from syncopate.providers.manifest import Capability, Manifest
from syncopate.providers.releases import DatedRelease, NamedArtist, ReleaseKind, Window
from syncopate.sync.kit import Kit
from syncopate.sync.providers import calendar_of, isolated

BEFORE, AFTER = timedelta(days=90), timedelta(days=365)
"""How far back and ahead is looked where nobody says."""

USUAL = (ReleaseKind.ALBUM, ReleaseKind.EP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Discography:
    """What an artist brings out within a window, the earliest first; `namesakes` have the same name."""

    artist: NamedArtist
    window: Window
    releases: Sequence[DatedRelease]
    namesakes: Sequence[NamedArtist] = ()


async def releases_of(
    kit: Kit,
    artist: str,
    *,
    since: date | None = None,
    until: date | None = None,
    kinds: Collection[ReleaseKind] = USUAL,
) -> Discography:
    """Return what an artist brings out; by a name the likeliest who has it.

    Raises NotFound, InvalidInput for days the wrong way round, NotConfigured, SourceUnavailable.
    """
    today = kit.now().date()
    window = Window(since=since or today - BEFORE, until=until or today + AFTER)
    if window.since > window.until:
        raise InvalidInput("The first day is after the last.", field="since")
    manifest = next(
        (each for each in registry.manifests().values() if Capability.RELEASES in each.capabilities), None
    )
    if manifest is None:
        raise NotConfigured(what="a calendar of releases")
    calendar = await calendar_of(kit, manifest.domain)
    named = artist.strip()
    by_id = parse_uuid(IdKind.MB_RECORDING, named)
    known: Sequence[NamedArtist] = (NamedArtist(id=by_id.value, name=named),) if by_id else ()
    if not known:
        known = _items(await isolated(calendar.artists_called(named), manifest.name), manifest)
    if not known:
        raise NotFound(f"{manifest.name} knows no artist called {named}.", what="artist", id=named)
    found = await isolated(calendar.releases_of(known[0].id, window, kinds), manifest.name)
    return Discography(artist=known[0], window=window, releases=_items(found, manifest), namesakes=known[1:])


def _items[T](answer: Snapshot[T], manifest: Manifest) -> Sequence[T]:
    if isinstance(answer, Complete):
        return answer.items
    kind = error_with_key(answer.reason, SourceUnavailable)
    if isinstance(answer, Failed):
        raise kind(answer.detail, **{"name": manifest.name, **answer.placeholders})
    raise kind(name=manifest.name)
