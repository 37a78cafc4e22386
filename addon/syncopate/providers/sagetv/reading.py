"""Reads all media files in bulk, and what is played right now."""

from dataclasses import dataclass
from datetime import timedelta

from syncopate.domain.problem import Problem
from syncopate.domain.watch import Record
from syncopate.errors import OddAnswer, Unreachable
from syncopate.providers.sagetv.client import REFUSED, Client
from syncopate.providers.sagetv.parse import Parsed, ids_of_shows
from syncopate.providers.sagetv.paths import PathRule
from syncopate.providers.sagetv.progress import seconds_seen
from syncopate.providers.sagetv.raw import (
    FIELDS,
    WHAT,
    MediaFile,
    id_of,
    list_in,
    media_file,
    number_in,
    texts_in,
)

PAGE = 1_000
_KINDS = "TVDB"
"""Television, videos, DVDs and Blu-rays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """All there is, with what the server's clock is ahead, what plays, and what is wrong with some of it."""

    records: tuple[Record, ...]
    playing: frozenset[str]
    skew: timedelta
    problems: tuple[Problem, ...]


async def read_library(client: Client, rules: tuple[PathRule, ...]) -> Library:
    """Return all that the server has. Raises Unreachable, also where it may be less than all."""
    skew = await client.skew()
    playing = await read_playing(client)
    files, odd = await _files(client)
    parsed = Parsed(rules, client.now() + skew)
    for key, name in odd:
        parsed.tell(key, name, "SageTV does not tell whether it was watched.")
    shows = ids_of_shows(files)
    for media in files:
        # Where its files begin and end matters only where somebody is in the midst of them.
        inside = media.segments > 1 and seconds_seen(media) is not None
        parsed.add(media, await client.segments(media) if inside else (), shows)
    return Library(records=tuple(parsed.records), playing=playing, skew=skew, problems=tuple(parsed.problems))


async def read_playing(client: Client) -> frozenset[str]:
    """Return the keys of what is loaded on the screens that the server draws; of others it knows nothing."""
    try:
        screens = texts_in(await client.ask("GetUIContextNames"))
        found = [
            id_of(
                (await client.ask("GetCurrentMediaFile", fields=("MediaFileID",), context=screen)).get(
                    "MediaFile"
                )
            )
            for screen in screens
        ]
    except Unreachable as error:
        if REFUSED not in error.placeholders:
            raise
        return frozenset()
    return frozenset(key for key in found if key is not None)


async def _files(client: Client) -> tuple[list[MediaFile], list[tuple[str, str]]]:
    """Return all media files, and key and name of those that cannot be understood."""
    expected = await _count(client)
    raws = await _pages(client)
    if len(raws) < (1 if expected is None else expected):
        # Nothing says that a list is whole but its length.
        raise OddAnswer("SageTV tells of fewer media files than it has.", account=WHAT)
    found: dict[str, MediaFile] = {}
    odd: list[tuple[str, str]] = []
    for raw in raws:
        media = media_file(raw)
        if media is not None:
            found[media.id] = media
        else:
            title = raw.get("MediaTitle") if isinstance(raw, dict) else None
            odd.append((id_of(raw) or "?", title if isinstance(title, str) else ""))
    if odd and not found:
        raise OddAnswer(account=WHAT)
    return list(found.values()), odd


async def _count(client: Client) -> int | None:
    """Return how many media files there are, None where the server does not count."""
    try:
        return number_in(await client.ask("EvaluateExpression", f'Size(GetMediaFiles("{_KINDS}"))'))
    except Unreachable as error:
        if REFUSED not in error.placeholders:
            raise
        return None


async def _pages(client: Client) -> list[object]:
    """Return all rows. A page begins with the last row of the one before: so none can slip in between."""
    found: list[object] = []
    while True:
        start = max(len(found) - 1, 0)
        rows = list_in(await client.ask("GetMediaFiles", _KINDS, fields=FIELDS, start=start, size=PAGE))
        if found and (not rows or id_of(rows[0]) != id_of(found[-1])):
            raise OddAnswer("SageTV's media files changed while they were read.", account=WHAT)
        found += rows[1:] if found else rows
        if len(rows) < PAGE:
            return found
