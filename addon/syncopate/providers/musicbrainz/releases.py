"""Capability RELEASES: what artists bring out, by their release groups, which stand for all editions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from syncopate.domain.ids import IdKind, parse_uuid
from syncopate.domain.snapshot import Snapshot
from syncopate.errors import InvalidInput, NotFound, OddAnswer, SyncopateError
from syncopate.providers._metabrainz.raw import Raw, listed, text, things, whole
from syncopate.providers.capability import Context, Health
from syncopate.providers.musicbrainz.client import Client, client_of
from syncopate.providers.musicbrainz.lucene import any_of, phrase
from syncopate.providers.musicbrainz.parse import WHAT, credit, mbid
from syncopate.providers.releases import DatedRelease, NamedArtist, ReleaseKind, Window
from syncopate.providers.snapshots import complete, failed

_SITE = "https://musicbrainz.org"
_PAGE = 100
_MOST_PAGES = 20
"""Pages of one artist: each takes a second, and nobody has brought out more than two thousand albums."""

_NAMESAKES = 10


def create(context: Context) -> MusicBrainzReleases:
    """Make what tells what is brought out."""
    return MusicBrainzReleases(client_of(context), context.endpoint(_SITE))


class MusicBrainzReleases:
    """Tells what is brought out; fulfils ReleaseCalendar."""

    def __init__(self, client: Client, site: str) -> None:
        self._client = client
        self._site = site.rstrip("/")

    async def check(self) -> Health:
        """Tell whether the service answers."""
        return await self._client.health()

    async def artists_called(self, name: str) -> Snapshot[NamedArtist]:
        """Return the artists that have a name, as their own or as another one."""
        wanted = name.strip()
        if not wanted:
            return complete(())
        query = any_of(phrase("artist", wanted), phrase("alias", wanted))
        asked = (("query", query), ("limit", str(_NAMESAKES)))
        try:
            found = await self._client.ask("artist", asked, _artists, doubt=True)
        except SyncopateError as error:
            return failed(error)
        meant = [each for each in found or () if wanted.casefold() in each.names]
        # Who has it as their own name comes before who is called so too.
        meant.sort(key=lambda each: each.artist.name.casefold() != wanted.casefold())
        return complete(tuple(each.artist for each in meant))

    async def releases_of(
        self, artist_id: str, window: Window, kinds: Collection[ReleaseKind]
    ) -> Snapshot[DatedRelease]:
        """Return the release groups of an artist whose first day is within a window, the earliest first."""
        try:
            found = await self._groups(artist_id, kinds)
        except SyncopateError as error:
            return failed(error)
        within = [each for each in found if window.holds(each.day) and each.kind in kinds]
        told = [replace(each, url=f"{self._site}/release-group/{each.id.value}") for each in within]
        return complete(tuple(sorted(told, key=lambda each: (each.day, each.title, each.id))))

    async def _groups(self, artist_id: str, kinds: Collection[ReleaseKind]) -> Sequence[DatedRelease]:
        # An artist's id has the shape that all ids have there.
        artist = parse_uuid(IdKind.MB_RECORDING, artist_id)
        if artist is None:
            raise InvalidInput("That is no id of an artist at MusicBrainz.", field="artist")
        found: list[DatedRelease] = []
        seen, total = 0, None
        for _ in range(_MOST_PAGES):
            query = (
                ("artist", artist.value),
                ("inc", "artist-credits"),
                ("type", "|".join(sorted(kinds))),
                ("limit", str(_PAGE)),
                ("offset", str(seen)),
            )
            page = await self._client.ask("release-group", query, _page, doubt=True)
            if page is None:
                raise NotFound(f"MusicBrainz has no artist {artist.value}.", what="artist", id=artist.value)
            total = page.total
            if seen < total and not page.told:
                raise OddAnswer(account=WHAT)
            found += page.found
            seen += page.told
            if seen >= total:
                break
        return found


@dataclass(frozen=True, slots=True)
class _Artist:
    artist: NamedArtist
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Page:
    """A page of an artist's release groups: `told` are there, of `total`; what has no date is left out."""

    found: tuple[DatedRelease, ...]
    told: int
    total: int


def _artists(raw: Raw) -> tuple[_Artist, ...]:
    return tuple(_artist(each) for each in things(raw, "artists", WHAT))


def _artist(raw: Raw) -> _Artist:
    name = text(raw, "name") or ""
    aliases = (text(each, "name") or "" for each in listed(raw, "aliases"))
    external = mbid(raw, IdKind.MB_RECORDING)
    known = NamedArtist(id=external.value, name=name, hint=text(raw, "disambiguation") or "")
    return _Artist(known, frozenset(each.casefold() for each in (name, *aliases)))


def _page(raw: Raw) -> _Page:
    groups, total = things(raw, "release-groups", WHAT), whole(raw, "release-group-count")
    if total is None:
        raise OddAnswer(account=WHAT)
    found = tuple(release for each in groups if (release := _release(each)) is not None)
    return _Page(found, len(groups), total)


def _release(raw: Raw) -> DatedRelease | None:
    title, day = text(raw, "title"), text(raw, "first-release-date")
    if title is None or not day:
        return None
    kind = (text(raw, "primary-type") or "").casefold()
    also = raw.get("secondary-types")
    return DatedRelease(
        id=mbid(raw, IdKind.MB_RELEASE_GROUP),
        title=title,
        artists=credit(raw),
        day=day,
        kind=ReleaseKind(kind) if kind in [*ReleaseKind] else ReleaseKind.OTHER,
        also=tuple(each.casefold() for each in also if isinstance(each, str))
        if isinstance(also, list)
        else (),
    )
