"""What Plex calls titles: its own guids, the list of what others call them, and guids of older agents.

An older agent names an episode by its show: `com.plexapp.agents.thetvdb://73141/1/2?lang=en` is the second
episode of the first season of 73141.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from syncopate.domain.watch import MediaType, TitleId, TitleIdKind
from syncopate.providers.plex.fields import Raw, listed, text

_LISTED = {"imdb": TitleIdKind.IMDB, "tmdb": TitleIdKind.TMDB, "tvdb": TitleIdKind.TVDB}
_AGENTS = {
    "imdb": TitleIdKind.IMDB,
    "themoviedb": TitleIdKind.TMDB,
    "thetvdb": TitleIdKind.TVDB,
    "xbmcnfo": TitleIdKind.IMDB,
    "xbmcnfotv": TitleIdKind.TVDB,
}
_HAMA = re.compile(r"(imdb|tmdb|tvdb|anidb)[0-9]?-(.+)")
_AGENT = re.compile(r"com\.plexapp\.agents\.(\w+)://([^?]*)")
_OWN = re.compile(r"plex://([a-z]+)/([^/?]+)")
_NUMBER = re.compile(r"[1-9][0-9]{0,9}")
_VALID = {
    TitleIdKind.IMDB: re.compile(r"tt[0-9]{7,10}"),
    TitleIdKind.PLEX: re.compile(r"[0-9a-f]{24}"),
}


@dataclass(frozen=True, slots=True)
class Named:
    """What a title is called: its own ids, those of its show, and what is written as an id and is none."""

    own: frozenset[TitleId] = frozenset()
    show: frozenset[TitleId] = frozenset()
    bad: tuple[str, ...] = ()


def named(raw: Raw, kind: MediaType) -> Named:
    """Return what an item is called."""
    own: set[TitleId] = set()
    show: set[TitleId] = set()
    bad: list[str] = []
    guid = text(raw, "guid") or ""
    for scheme, value in (pair for one in listed(raw, "Guid") if (pair := _listed(text(one, "id") or ""))):
        found = title_id(scheme, value)
        if found is None:
            bad.append(f"{scheme}://{value}")
        else:
            own.add(found)
    for told, of_show in _by_guid(guid, kind):
        if told is None:
            bad.append(guid)
        else:
            (show if of_show else own).add(told)
    above = {MediaType.EPISODE: "grandparentGuid", MediaType.SEASON: "parentGuid"}.get(kind)
    if above is not None:
        show |= {told for told, _ in _by_guid(text(raw, above) or "", MediaType.SHOW) if told is not None}
    return Named(frozenset(own), frozenset(show), tuple(dict.fromkeys(bad)))


def title_id(kind: TitleIdKind, value: str) -> TitleId | None:
    """Return an id, None for what cannot be one."""
    plain = value.strip().lower()
    pattern = _VALID.get(kind, _NUMBER)
    return TitleId(kind, plain) if pattern.fullmatch(plain) else None


def guid_of(found: TitleId, kind: MediaType) -> str | None:
    """Return an id as Plex writes it, None for ids that it does not know."""
    if found.kind is TitleIdKind.PLEX:
        return f"plex://{kind}/{found.value}"
    scheme = next((name for name, one in _LISTED.items() if one is found.kind), None)
    return None if scheme is None else f"{scheme}://{found.value}"


def _listed(guid: str) -> tuple[TitleIdKind, str] | None:
    scheme, parted, value = guid.partition("://")
    kind = _LISTED.get(scheme)
    return (kind, value) if parted and kind is not None else None


def _by_guid(guid: str, kind: MediaType) -> Iterator[tuple[TitleId | None, bool]]:
    """Give the ids in a guid, each with whether it is the show's; None for one that is none."""
    if (own := _OWN.fullmatch(guid)) is not None:
        if own[1] == kind:
            yield title_id(TitleIdKind.PLEX, own[2]), False
        return
    agent = _AGENT.match(guid)
    if agent is None:
        return
    name, (value, *place) = agent[1], agent[2].split("/")
    if name == "hama" and (said := _HAMA.fullmatch(value)) is not None:
        yield title_id(TitleIdKind(said[1]), said[2]), bool(place)
    elif name in _AGENTS:
        yield title_id(_AGENTS[name], value), bool(place)
