"""Whether a server lists a file: found by its folders, as the protocol has no question for a path."""

from unicodedata import normalize

from syncopate.domain.snapshot import Known, Maybe, Unknown
from syncopate.errors import NotConfigured, NotFound
from syncopate.providers.subsonic.answers import Raw
from syncopate.providers.subsonic.client import Client
from syncopate.providers.subsonic.parse import inside, many, text

_MAKES_UP = frozenset({"navidrome"})
"""Servers whose folders are made of tags, and whose paths are, too, unless they are told otherwise."""
_FOUND = 100


async def listed(client: Client, section: str, path: str) -> Maybe[str | None]:
    """Return the key of the song with this file; Unknown where that cannot be told. Raises SyncopateError."""
    steps = _steps(path)
    if not steps:
        return Known(None)
    product = (await client.greeting()).product.casefold()
    if product in _MAKES_UP:
        found = await _searched(client, section, steps)
        return Known(found) if found is not None else Unknown(NotConfigured.key)
    given = [("musicFolderId", section)] if section else []
    indexes = inside(await client.ask("getIndexes", given), "indexes")
    tops = [one for index in many(indexes, "index") for one in many(index, "artist")]
    sample = await _sample(client, given)
    if sample and not (_names(tops) & set(_steps(sample)) or many(indexes, "child")):
        # Its folders are not those of its paths.
        return Unknown(NotConfigured.key)
    for at, step in enumerate(steps):
        rest = steps[at + 1 :]
        for top in tops:
            if _same(text(top, "name"), step) and rest and (key := text(top, "id")):
                found = await _below(client, key, rest, steps)
                if found is not None:
                    return Known(found)
    loose = next((one for one in many(indexes, "child") if _is(one, steps)), None)
    return Known(None if loose is None else text(loose, "id"))


async def _below(client: Client, folder: str, rest: list[str], steps: list[str]) -> str | None:
    """Return the song at the end of these steps down from a folder."""
    for at, step in enumerate(rest):
        try:
            answer = await client.ask("getMusicDirectory", [("id", folder)])
        except NotFound:
            return None
        children = many(inside(answer, "directory"), "child")
        if at == len(rest) - 1:
            song = next((one for one in children if _is(one, steps)), None)
            return None if song is None else text(song, "id")
        below = next(
            (one for one in children if one.get("isDir") is True and _same(text(one, "title"), step)), None
        )
        if below is None or (key := text(below, "id")) is None:
            return None
        folder = key
    return None


async def _searched(client: Client, section: str, steps: list[str]) -> str | None:
    """Return the song with this path among those that are called like the file."""
    stem = steps[-1].rpartition(".")[0] or steps[-1]
    words = stem.lstrip("0123456789 -_.") or stem
    given = [("query", words), ("artistCount", "0"), ("albumCount", "0"), ("songCount", str(_FOUND))]
    folder = [("musicFolderId", section)] if section else []
    songs = many(inside(await client.ask("search3", [*given, *folder]), "searchResult3"), "song")
    absolute = "/" + "/".join(steps)
    found = next((one for one in songs if normalize("NFC", text(one, "path") or "") == absolute), None)
    return None if found is None else text(found, "id")


async def _sample(client: Client, folder: list[tuple[str, str]]) -> str | None:
    """Return the path of any song."""
    songs = many(inside(await client.ask("getRandomSongs", [("size", "1"), *folder]), "randomSongs"), "song")
    return text(songs[0], "path") if songs else None


def _is(song: Raw, steps: list[str]) -> bool:
    """Tell whether a song has this path: theirs may begin at the music folder."""
    own = _steps(text(song, "path") or "")
    return song.get("isDir") is not True and bool(own) and steps[-len(own) :] == own


def _steps(path: str) -> list[str]:
    return [step for step in normalize("NFC", path).replace("\\", "/").split("/") if step]


def _names(tops: list[Raw]) -> set[str]:
    return {normalize("NFC", text(top, "name") or "") for top in tops}


def _same(name: str | None, step: str) -> bool:
    return name is not None and normalize("NFC", name) == step
