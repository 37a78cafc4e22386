"""Putting films and shows into libraries at once, as if their files had been found."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from fakes.mediabrowser.catalog import Catalog
from fakes.mediabrowser.model import Kind, Library
from fakes.mediabrowser.videos import Episode, Movie, Season, Series, Video


class Shelf:
    """Makes them in a catalogue."""

    def __init__(self, catalog: Catalog, now: Callable[[], datetime]) -> None:
        self._catalog = catalog
        self._now = now

    def movie(
        self,
        library: Library,
        name: str,
        ids: Mapping[str, str] | None = None,
        *,
        year: int = 2001,
        seconds: float = 6000.0,
        at: datetime | None = None,
        path: str | None = None,
    ) -> Movie:
        """Make a film."""
        at = at or self._now()
        place = path or f"{library.locations[0]}/{name} ({year})/{name} ({year}).mkv"
        movie = Movie(
            id=self._catalog.names.item(Kind.MOVIE, place),
            kind=Kind.MOVIE,
            name=name,
            created=at,
            saved=at,
            path=place,
            provider_ids=dict(ids or {}),
            year=year,
            premiere=datetime(year, 3, 1, tzinfo=at.tzinfo),
            library=library,
            seconds=seconds,
        )
        self._catalog.put(movie)
        return movie

    def series(
        self, library: Library, name: str, ids: Mapping[str, str] | None = None, *, at: datetime | None = None
    ) -> Series:
        """Make a show without any episodes."""
        at = at or self._now()
        place = f"{library.locations[0]}/{name}"
        series = Series(
            id=self._catalog.names.item(Kind.SERIES, place),
            kind=Kind.SERIES,
            name=name,
            created=at,
            saved=at,
            path=place,
            provider_ids=dict(ids or {}),
            year=2001,
            library=library,
        )
        self._catalog.put(series)
        return series

    def episode(
        self,
        series: Series,
        season: int,
        number: int | None,
        ids: Mapping[str, str] | None = None,
        *,
        end: int | None = None,
        name: str | None = None,
        seconds: float = 2400.0,
        virtual: bool = False,
        at: datetime | None = None,
    ) -> Episode:
        """Make an episode, and its season where there is none yet."""
        at = at or self._now()
        said = f"S{season:02}E{number or 0:02}" + (f"-E{end:02}" if end else "")
        place = f"{series.path}/Season {season}/{series.name} {said}{'' if number else name or ''}.mkv"
        episode = Episode(
            id=self._catalog.names.item(Kind.EPISODE, place),
            kind=Kind.EPISODE,
            name=name or f"Episode {number}",
            created=at,
            saved=at,
            path=place,
            provider_ids=dict(ids or {}),
            year=2002,
            premiere=datetime(2002, 1, 1, tzinfo=at.tzinfo) + timedelta(days=7 * (number or 0)),
            library=series.library,
            seconds=seconds,
            virtual=virtual,
            series=series,
            season=self._season(series, season, at),
            number=number,
            end=end,
        )
        series.episodes.append(episode)
        self._catalog.put(episode)
        return episode

    def _season(self, series: Series, number: int, at: datetime) -> Season:
        if number not in series.seasons:
            place = f"{series.path}/Season {number}"
            season = Season(
                id=self._catalog.names.item(Kind.SEASON, place),
                kind=Kind.SEASON,
                name="Specials" if number == 0 else f"Season {number}",
                created=at,
                saved=at,
                path=place,
                library=series.library,
                series=series,
                number=number,
            )
            series.seasons[number] = season
            self._catalog.put(season)
        return series.seasons[number]

    def remove(self, video: Video) -> None:
        """Forget a film, a show with all it has, or an episode."""
        if isinstance(video, Series):
            for one in (*video.episodes, *video.seasons.values()):
                self._catalog.drop(one)
        if isinstance(video, Episode):
            video.series.episodes.remove(video)
        self._catalog.drop(video)
