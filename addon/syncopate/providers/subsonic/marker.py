"""What tells whether a server's music has changed since it was last read."""

from dataclasses import dataclass

from syncopate.providers.subsonic.answers import LOGIN, Refusal
from syncopate.providers.subsonic.client import Client
from syncopate.providers.subsonic.parse import inside, many, text, whole

_INDEX = "index:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """`value` is another one after every look of the server at its files; None: it tells none.

    `count` is how many tracks the whole server says it has, `holds` whether it lists anything at all.
    """

    value: str | None = None
    scanning: bool = False
    count: int | None = None
    holds: bool = False


async def read_marker(client: Client, section: str, since: Marker | None = None) -> Marker:
    """Return the marker as it is now; `since` makes it a short answer where nothing changed."""
    answer = await client.has("getScanStatus")
    status = {} if answer is None else inside(answer, "scanStatus")
    scanning = status.get("scanning") is True
    looked = text(status, "lastScan")
    if looked is not None:
        counts = [str(whole(status, name) or 0) for name in ("count", "folderCount")]
        count = None if scanning else whole(status, "count")
        return Marker(value=":".join(["scan", looked, *counts]), scanning=scanning, count=count)
    known = since.value if since is not None and (since.value or "").startswith(_INDEX) else None
    return await _of_indexes(client, section, known, scanning=scanning)


async def _of_indexes(client: Client, section: str, known: str | None, *, scanning: bool) -> Marker:
    """Return when the folders at the top were last changed, as old servers tell it."""
    given = [("musicFolderId", section)] if section else []
    if known is not None:
        # Some answer with everything unless the time given is past the last look.
        given.append(("ifModifiedSince", str(int(known.removeprefix(_INDEX)) + 1)))
    answer = await client.attempt("getIndexes", given)
    if isinstance(answer, Refusal):
        if answer.code in LOGIN:
            raise client.error(answer)
        return Marker(scanning=scanning)
    indexes = inside(answer, "indexes")
    modified = whole(indexes, "lastModified")
    holds = bool(many(indexes, "index") or many(indexes, "child"))
    # Some answer with nothing at all where nothing changed.
    value = f"{_INDEX}{modified}" if modified else known
    return Marker(value=value, scanning=scanning, holds=holds)
