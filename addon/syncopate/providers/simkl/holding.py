"""What a library holds, looked at before something is written that could lose something else, and after.

Taking a title off its list takes its history and its rating with it; putting it on another one takes it off.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from syncopate.domain.watch import MediaType, TitleId, TitleIdKind, Watched
from syncopate.providers._tracker.notes import Notes
from syncopate.providers.simkl.client import KINDS, WHAT, Client
from syncopate.providers.simkl.parse import ID_NAMES, Entry, Status, entries
from syncopate.providers.simkl.targets import Target

_LATELY = timedelta(minutes=15)
"""How long ago something was surely not written yet, however far two clocks are apart."""

type _Place = tuple[TitleId, int | None, int | None]


@dataclass(slots=True)
class Holding:
    """Titles by each of their ids, and when episodes were seen, by show and place."""

    _titles: dict[tuple[MediaType, TitleId], list[Entry]]
    _seen: dict[_Place, Watched]

    @classmethod
    def of(cls, found: Iterable[Entry]) -> Holding:
        """Sort titles by their ids."""
        titles: dict[tuple[MediaType, TitleId], list[Entry]] = defaultdict(list)
        seen: dict[_Place, Watched] = {}
        for entry in found:
            for each in entry.record.title.ids:
                titles[entry.record.title.type, each].append(entry)
            for episode in entry.episodes:
                title, watched = episode.title, episode.values.watched
                own = TitleId(TitleIdKind.SIMKL, str(entry.simkl))
                _, _, season, number = episode.key.split(":")
                if watched is not None:
                    seen[own, int(season), int(number)] = watched
                    seen |= {(each, title.season, title.number): watched for each in title.show_ids}
        return cls(titles, seen)

    def title(self, target: Target) -> Entry | None:
        """Return a film or show, None where it is on no list or nobody can say which of several it is."""
        kind = MediaType.MOVIE if target.film else MediaType.SHOW
        found = {
            entry.record.key: entry for each in _ids(target) for entry in self._titles.get((kind, each), ())
        }
        return next(iter(found.values())) if len(found) == 1 else None

    def watched(self, target: Target) -> Watched | None:
        """Return when something was seen, None where it was not."""
        if not target.is_episode:
            entry = self.title(target)
            return None if entry is None else entry.record.values.watched
        for each in _ids(target):
            if (found := self._seen.get((each, target.season, target.number))) is not None:
                return found
        return None


async def everything(client: Client) -> Holding:
    """Return all titles, without episodes. Raises Unreachable."""
    return Holding.of(entries(await client.library(), KINDS, _notes()))


async def lately(client: Client) -> Holding:
    """Return the titles that were changed in the last minutes, with episodes. Raises Unreachable."""
    since = (datetime.now(UTC) + client.skew - _LATELY).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Holding.of(entries(await client.library(since=since, episodes="original"), KINDS, _notes()))


def may_be_planned(entry: Entry | None) -> bool:
    """Tell whether nothing is lost where a title is put on the list of what is planned."""
    if entry is None or entry.status is Status.PLANNED:
        return True
    return entry.status in {Status.DROPPED, Status.HOLD} and not entry.counted


def loses_nothing(entry: Entry, *, seen: bool) -> bool:
    """Tell whether nothing but its place is lost where a title is taken off all lists.

    `seen`: that it was seen is to be lost.
    """
    return entry.record.values.rating is None and (seen or not entry.counted)


def _ids(target: Target) -> list[TitleId]:
    kinds = {**ID_NAMES, "simkl": TitleIdKind.SIMKL}
    return [TitleId(kinds[name], str(value)) for name, value in target.ids.items()]


def _notes() -> Notes:
    return Notes(WHAT, datetime.now(UTC))
