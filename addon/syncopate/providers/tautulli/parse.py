"""Rows of a history as what was watched, and guids of Plex as ids (pure)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from syncopate.domain.watch import MediaType, Record, Title, TitleId, TitleIdKind, Values, Watched
from syncopate.errors import OddAnswer
from syncopate.providers._tracker.notes import Notes
from syncopate.providers._tracker.raw import Raw, text, whole
from syncopate.providers.tautulli.client import WHAT

KINDS = {MediaType.MOVIE: "movie", MediaType.EPISODE: "episode"}
_SCHEMES = {"imdb": TitleIdKind.IMDB, "tmdb": TitleIdKind.TMDB, "tvdb": TitleIdKind.TVDB}
_AGENTS = {"imdb": TitleIdKind.IMDB, "themoviedb": TitleIdKind.TMDB, "thetvdb": TitleIdKind.TVDB}
_AGENT = re.compile(r"com\.plexapp\.agents\.(\w+)://([^/?]+)")
_OWN = re.compile(r"plex://(movie|show|episode)/([0-9a-f]{24})")
_LISTED = re.compile(r"(imdb|tmdb|tvdb)://(.+)")
_VALID = re.compile(r"[1-9][0-9]{0,9}")
_IMDB = re.compile(r"tt[0-9]{5,10}")


@dataclass(slots=True)
class Seen:
    """A title in the history, and when it was seen. `asked` is the key of what Plex knows its ids of."""

    key: str
    title: Title
    asked: str
    plays: list[datetime] = field(default_factory=list)
    undated: int = 0

    def record(self, named: Mapping[str, frozenset[TitleId]]) -> Record:
        """Return it as a record, with the ids that Plex has told of a film or a show."""
        ids = named.get(self.asked, frozenset())
        title = self.title
        if title.type is MediaType.EPISODE:
            title = replace(title, show_ids=_united(title.show_ids, ids))
        else:
            title = replace(title, ids=_united(title.ids, ids))
        watched = Watched(tuple(sorted(self.plays)), len(self.plays) + self.undated)
        return Record(key=self.key, title=title, values=Values(watched=watched))


def seen(rows: Iterable[Raw], kind: MediaType, notes: Notes) -> list[Seen]:
    """Return what was seen to its end, each title once. Raises OddAnswer for rows that do not say what of."""
    found: dict[str, Seen] = {}
    for raw in rows:
        if raw.get("state") is not None or not _is_finished(raw):
            continue
        key = whole(raw, "rating_key")
        if not key:
            raise OddAnswer(account=WHAT)
        one = found.setdefault(f"{kind.value}:{key}", _seen(raw, kind, key))
        at = _moment(raw, notes)
        if at is None:
            one.undated += 1
        elif at not in one.plays:
            one.plays.append(at)
    return list(found.values())


def ids_told(metadata: Raw) -> frozenset[TitleId]:
    """Return what a film or show is called by others, as Plex tells it."""
    listed = metadata.get("guids")
    guids = [each for each in listed if isinstance(each, str)] if isinstance(listed, list) else []
    found = {one for guid in guids if (one := _listed(guid)) is not None}
    return frozenset(found) | ids_in(text(metadata, "guid"))


def ids_in(guid: str) -> frozenset[TitleId]:
    """Return the id in a guid: Plex's own, or that of an older agent, which names episodes by their show."""
    own = _OWN.match(guid)
    if own is not None:
        return frozenset({TitleId(TitleIdKind.PLEX, own[2])})
    agent = _AGENT.match(guid)
    found = None if agent is None else _id(_AGENTS.get(agent[1]), agent[2])
    return frozenset() if found is None else frozenset({found})


def _seen(raw: Raw, kind: MediaType, key: int) -> Seen:
    ids = ids_in(text(raw, "guid"))
    if kind is MediaType.MOVIE:
        title = Title(type=kind, ids=ids, name=text(raw, "title"), year=whole(raw, "year") or None)
        return Seen(f"{kind.value}:{key}", title, str(key))
    own = frozenset(each for each in ids if each.kind is TitleIdKind.PLEX)
    title = Title(
        type=kind,
        ids=own,
        show_ids=ids - own,
        name=text(raw, "title"),
        show_name=text(raw, "grandparent_title"),
        season=whole(raw, "parent_media_index"),
        number=whole(raw, "media_index"),
    )
    show = whole(raw, "grandparent_rating_key")
    return Seen(f"{kind.value}:{key}", title, str(show or ""))


def _is_finished(raw: Raw) -> bool:
    """Tell whether a row is of a time that went to the end, by the share that is set in Tautulli."""
    status = raw.get("watched_status")
    if isinstance(status, str):
        return status.strip() in {"1", "1.0"}
    return isinstance(status, int | float) and status >= 1


def _moment(raw: Raw, notes: Notes) -> datetime | None:
    """Return when it ended, else when it began: seconds since 1970."""
    seconds = whole(raw, "stopped") or whole(raw, "started") or whole(raw, "date")
    if not seconds:
        return None
    try:
        at = datetime.fromtimestamp(seconds, UTC)
    except ValueError, OverflowError, OSError:
        at = datetime.max.replace(tzinfo=UTC)
    # Told as a text, it is looked at as all dates are.
    return notes.moment({"stopped": at.isoformat()}, "stopped", str(whole(raw, "rating_key")))


def _united(known: frozenset[TitleId], told: frozenset[TitleId]) -> frozenset[TitleId]:
    """Return both; of a kind that Plex tells, what the history once noted is older."""
    kinds = {each.kind for each in told}
    return told | {each for each in known if each.kind not in kinds}


def _listed(guid: str) -> TitleId | None:
    found = _LISTED.fullmatch(guid)
    return None if found is None else _id(_SCHEMES[found[1]], found[2])


def _id(kind: TitleIdKind | None, said: str) -> TitleId | None:
    if kind is None:
        return None
    pattern = _IMDB if kind is TitleIdKind.IMDB else _VALID
    return TitleId(kind, said) if pattern.fullmatch(said) else None
