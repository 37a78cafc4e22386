"""Media files as records: what they are, and what is said of them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from syncopate.domain.problem import Problem
from syncopate.domain.watch import (
    MediaType,
    Position,
    Record,
    Title,
    TitleId,
    TitleIdKind,
    Values,
    Watched,
)
from syncopate.errors import InvalidInput
from syncopate.providers.sagetv.paths import PathRule, mapped
from syncopate.providers.sagetv.progress import Segment, length_of, seconds_seen
from syncopate.providers.sagetv.raw import MediaFile

_IMDB = re.compile(r"tt\d{5,12}")
_EPISODE = re.compile(r"EP(\d{4,12})(\d{4})")
_SERIES = re.compile(r"SH\d{8,16}")
_FILM = re.compile(r"MV\d{8,16}")
_PROVIDERS = {
    "tvdb": TitleIdKind.TVDB,
    "thetvdb": TitleIdKind.TVDB,
    "tmdb": TitleIdKind.TMDB,
    "themoviedb": TitleIdKind.TMDB,
}
_YEAR = re.compile(r"(?:18|19|20)\d\d")
_HALF_A_DAY = timedelta(hours=12)
_AHEAD = timedelta(days=1)
"""So far in the future a date can be no mistake of time zones any more."""


@dataclass(slots=True)
class Parsed:
    """Records, and what was odd about some of them. `now` is the server's time."""

    rules: Sequence[PathRule]
    now: datetime
    records: list[Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, media: MediaFile, segments: Sequence[Segment], ambiguous: frozenset[str]) -> None:
        """Take in a media file; `ambiguous` are ids that are those of whole shows."""
        title = title_of(media, self.rules, ambiguous)
        self.records.append(
            Record(
                key=media.id,
                title=title,
                values=self._values(media, segments, title),
                added_at=moment(media.start),
                length=length_of(media, segments),
            )
        )

    def tell(self, key: str, name: str, detail: str) -> None:
        """Note what is wrong with a media file."""
        named = {"id": key, "name": name}
        self.problems.append(
            Problem(
                id=f"sagetv_{key}",
                key=InvalidInput.key,
                title=name or f"SageTV {key}",
                detail=detail,
                placeholders=named,
            )
        )

    def _values(self, media: MediaFile, segments: Sequence[Segment], title: Title) -> Values:
        at = self._watched_at(media, title)
        seconds = seconds_seen(media, segments)
        watched = None
        if media.watched:
            # Seen in another airing: when, this one does not know.
            watched = Watched((at,) if media.complete and at is not None else ())
        return Values(watched=watched, position=None if seconds is None else Position(seconds, at))

    def _watched_at(self, media: MediaFile, title: Title) -> datetime | None:
        """Return when it was watched last; what was marked by hand has no date."""
        if not media.watched_at:
            return None
        found = moment(media.watched_at)
        if found is None or found > self.now + _AHEAD:
            self.tell(
                media.id,
                title.name or title.show_name,
                "SageTV says that it was watched at a time that cannot be.",
            )
            return None
        return found


def moment(milliseconds: int) -> datetime | None:
    """Return a time given in ms since 1970, None where it is none, or none after 1970."""
    if milliseconds <= 0:
        return None
    with suppress(OverflowError, ValueError, OSError):
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    return None


def title_of(media: MediaFile, rules: Sequence[PathRule], ambiguous: frozenset[str] = frozenset()) -> Title:
    """Return what a media file is."""
    show, told = media.show, media.properties
    path = mapped(media.files[0], rules) if media.files else None
    name = show.title or told.get("Title", "") or media.title
    own, of_show = _ids(media, ambiguous)
    if type_of(media) is MediaType.MOVIE:
        year = show.year or told.get("Year", "")
        return Title(type=MediaType.MOVIE, ids=own, name=name, year=_year(year), path=path)
    season, number = _place(media)
    return Title(
        type=MediaType.EPISODE,
        ids=own,
        name=show.episode or told.get("EpisodeName", ""),
        show_name=name,
        year=_year(show.year),
        show_ids=of_show,
        season=season,
        number=number,
        aired=_aired(show.aired),
        path=path,
    )


def type_of(media: MediaFile) -> MediaType:
    """Return whether it is a film: a scraper says so, the broadcast, or it is a video that is no episode."""
    said = media.properties.get("MediaType", "").casefold()
    categories = [each.casefold() for each in media.show.categories]
    if said == "movie" or media.show.external_id.startswith("MV") or categories[:1] == ["movie"]:
        return MediaType.MOVIE
    if media.is_tv or said == "tv" or media.show.external_id.startswith("EP") or all(_place(media)):
        return MediaType.EPISODE
    return MediaType.MOVIE


def ids_of_shows(files: Iterable[MediaFile]) -> frozenset[str]:
    """Return the ids that scrapers gave to several episodes: they are those of their shows."""
    bearers: dict[str, set[tuple[object, ...]]] = defaultdict(set)
    for media in files:
        if (imdb := _imdb(media)) and type_of(media) is MediaType.EPISODE:
            place = _place(media)
            bearers[imdb].add(place if all(place) else (media.show.external_id or media.id,))
    return frozenset(imdb for imdb, episodes in bearers.items() if len(episodes) > 1)


def _ids(media: MediaFile, ambiguous: frozenset[str]) -> tuple[frozenset[TitleId], frozenset[TitleId]]:
    """Return the ids of a title itself, and those of its show."""
    own: set[TitleId] = set()
    of_show: set[TitleId] = set()
    is_film = type_of(media) is MediaType.MOVIE
    if imdb := _imdb(media):
        known = TitleId(TitleIdKind.IMDB, imdb)
        (of_show if imdb in ambiguous and not is_film else own).add(known)
    if (scraped := _scraped(media.properties)) is not None:
        (own if is_film else of_show).add(scraped)
    external = media.show.external_id
    if is_film and _FILM.fullmatch(external):
        own.add(TitleId(TitleIdKind.GRACENOTE, external))
    elif episode := _EPISODE.fullmatch(external):
        own.add(TitleId(TitleIdKind.GRACENOTE, external))
        of_show.add(TitleId(TitleIdKind.GRACENOTE, f"SH{episode[1]}0000"))
    elif not is_film and _SERIES.fullmatch(external):
        of_show.add(TitleId(TitleIdKind.GRACENOTE, external))
    return frozenset(own), frozenset() if is_film else frozenset(of_show)


def _imdb(media: MediaFile) -> str:
    found = media.properties.get("IMDBID", "")
    return found if _IMDB.fullmatch(found) else ""


def _scraped(told: Mapping[str, str]) -> TitleId | None:
    """Return what the service calls the show or film from which a scraper has its details."""
    kind = _PROVIDERS.get(told.get("MediaProviderID", "").casefold())
    number = told.get("MediaProviderDataID", "")
    return TitleId(kind, number) if kind is not None and number.isdecimal() and int(number) else None


def _place(media: MediaFile) -> tuple[int | None, int | None]:
    """Return season and episode; 0 means that nobody knows: then it is known by the day it was aired."""
    told = media.properties
    season = media.show.season or _count(told.get("SeasonNumber", ""))
    number = media.show.number or _count(told.get("EpisodeNumber", ""))
    return (season, number) if season > 0 and number > 0 else (None, None)


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() else 0


def _year(text: str) -> int | None:
    return int(text) if _YEAR.fullmatch(text) else None


def _aired(milliseconds: int) -> date | None:
    """Return the day: it is told as its midnight where the server is, at most half a day from that in UTC."""
    found = moment(milliseconds)
    return None if found is None else (found + _HALF_A_DAY).date()
