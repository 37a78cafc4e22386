"""What is here of a title that others name: by the ids of IMDb and TVDB, each kind by itself."""

from collections.abc import Iterable

from syncopate.domain.watch import MediaType, Title, TitleId, TitleIdKind
from syncopate.errors import NotFound
from syncopate.providers._tracker.raw import rows, whole
from syncopate.providers.tmdb.client import WHAT, Client
from syncopate.providers.tmdb.parse import Target, episode_of, named_in

SOURCES = {TitleIdKind.IMDB: "imdb_id", TitleIdKind.TVDB: "tvdb_id"}
_RESULTS = {
    MediaType.MOVIE: "movie_results",
    MediaType.SHOW: "tv_results",
    MediaType.EPISODE: "tv_episode_results",
}


class Finder:
    """Finds titles; what it has found it knows for as long as it lives."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._known: dict[tuple[MediaType, TitleId], Target | None] = {}

    async def find(self, title: Title) -> Target | None:
        """Return what a title is here, None where nothing is, or several things are. Raises Unreachable."""
        named = named_in(title)
        if named is not None:
            return named
        if title.type is MediaType.EPISODE:
            show = await self._first(MediaType.SHOW, title.show_ids)
            placed = episode_of(title, None if show is None else show.number)
            return placed or await self._first(MediaType.EPISODE, title.ids - title.show_ids)
        return await self._first(title.type, title.ids) if title.type in _RESULTS else None

    async def by_id(self, kind: MediaType, known: TitleId) -> Target | None:
        """Return the only thing of a kind that is called so, None where there is none. Raises Unreachable."""
        if known.kind not in SOURCES or kind not in _RESULTS:
            return None
        if (kind, known) not in self._known:
            self._known[kind, known] = await self._ask(kind, known)
        return self._known[kind, known]

    async def _first(self, kind: MediaType, ids: Iterable[TitleId]) -> Target | None:
        for each in sorted(ids):
            found = await self.by_id(kind, each)
            if found is not None:
                return found
        return None

    async def _ask(self, kind: MediaType, known: TitleId) -> Target | None:
        query = {"external_source": SOURCES[known.kind]}
        try:
            answer = await self._client.get(f"/3/find/{known.value}", query)
        except NotFound:
            return None
        found = rows(answer, _RESULTS[kind], WHAT)
        if len(found) != 1:
            return None
        (raw,) = found
        number = whole(raw, "show_id" if kind is MediaType.EPISODE else "id")
        if not number:
            return None
        return Target(
            kind=kind,
            number=number,
            season=whole(raw, "season_number") if kind is MediaType.EPISODE else None,
            episode=whole(raw, "episode_number") if kind is MediaType.EPISODE else None,
        )
