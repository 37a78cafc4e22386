"""The commands about identities: which recording of a catalogue an entry is."""

import argparse
from collections.abc import Awaitable, Callable, Mapping, Sequence

from syncopate.bootstrap.base import opened_kit
from syncopate.command import output
from syncopate.command.named import service_called
from syncopate.domain.match import Verdict
from syncopate.domain.media import Track
from syncopate.providers.links import take_apart
from syncopate.settings import Environment
from syncopate.store import identities as store
from syncopate.store.identities import Identity
from syncopate.sync.formats.uris import best_link
from syncopate.sync.identifying import forget_identity, put_right
from syncopate.sync.kit import Kit


async def identities(environment: Environment, arguments: argparse.Namespace) -> int:
    """List them, put one right, or forget some."""
    async with opened_kit(environment) as kit:
        return await _ACTIONS[arguments.action](kit, arguments)


async def _list(kit: Kit, arguments: argparse.Namespace) -> int:
    page = await kit.database.read(
        store.list_page,
        verdict=None if arguments.verdict is None else Verdict(arguments.verdict),
        catalogue=_catalogue(arguments),
        limit=arguments.limit,
        offset=(arguments.page - 1) * arguments.limit,
    )
    if arguments.json:
        output.print_json({"total": page.total, "items": [_document(each) for each in page.items]})
        return 0
    columns = ("entry", "catalogue", "verdict", "recording", "key", "by hand", "identity")
    output.print_table(f"{len(page.items)} of {page.total} identities", columns, map(_row, page.items))
    return 0


def _catalogue(arguments: argparse.Namespace) -> str | None:
    return None if arguments.catalogue is None else service_called(arguments.catalogue).domain


def _document(known: Identity) -> Mapping[str, object]:
    return {
        "identity": known.identity,
        "catalogue": known.catalogue,
        "verdict": known.verdict,
        "reason": known.reason,
        "label": known.label,
        "found": None if known.found is None else _recording(known.found),
        "candidates": [_recording(each) for each in known.candidates],
        "by_hand": known.by_hand,
        "checked_at": known.checked_at,
    }


def _recording(track: Track) -> Mapping[str, object]:
    return {
        "key": track.key,
        "title": track.title,
        "artists": track.artists,
        "album": track.album,
        "duration_ms": track.duration,
        "link": best_link(track.ids),
    }


_IN_WORDS: Mapping[Verdict, str] = {
    Verdict.MATCH: "found",
    Verdict.REVIEW: "not sure",
    Verdict.MISSING: "not found",
    Verdict.UNKNOWN: "not known",
}


def _row(known: Identity) -> Sequence[str]:
    # What was offered is of use until somebody has said that it is none of them.
    shown = (known.found,) if known.found else () if known.by_hand else known.candidates
    return (
        known.label,
        known.catalogue,
        _IN_WORDS[known.verdict],
        "; ".join(_label(each) for each in shown),
        "; ".join(each.key for each in shown),
        "yes" if known.by_hand else "",
        known.identity,
    )


def _label(track: Track) -> str:
    return f"{', '.join(track.artists)} - {track.title}" if track.artists else track.title


async def _stats(kit: Kit, arguments: argparse.Namespace) -> int:
    counted = await kit.database.read(store.counts)
    if arguments.json:
        output.print_json(counted)
        return 0
    rows = [(each.catalogue, _IN_WORDS[each.verdict], str(each.count), str(each.by_hand)) for each in counted]
    output.print_table("Identities", ("catalogue", "verdict", "entries", "by hand"), rows)
    return 0


async def _decide(kit: Kit, arguments: argparse.Namespace) -> int:
    catalogue = service_called(arguments.catalogue).domain
    typed: str | None = arguments.key
    # A key that was offered may look like a link (Last.fm's do): it is one only where none was offered so.
    link = typed is not None and take_apart(typed) is not None
    known = await kit.database.read(store.get, arguments.identity, catalogue)
    if link and typed not in {each.key for each in (*known.candidates, known.found) if each is not None}:
        said = await put_right(kit, arguments.identity, catalogue, link=typed)
    else:
        said = await put_right(kit, arguments.identity, catalogue, key=typed)
    if arguments.json:
        output.print_json(_document(said))
    else:
        output.say(f"{said.label} is {'none of them' if said.found is None else _label(said.found)}.")
    return 0


async def _forget(kit: Kit, arguments: argparse.Namespace) -> int:
    catalogue = service_called(arguments.catalogue).domain
    await forget_identity(kit, arguments.identity, catalogue)
    if arguments.json:
        output.print_json({"forgotten": 1})
    else:
        output.say("It is forgotten, and looked for anew the next time.")
    return 0


async def _clear(kit: Kit, arguments: argparse.Namespace) -> int:
    forgotten = await kit.database.write(store.clear, _catalogue(arguments))
    if arguments.json:
        output.print_json({"forgotten": forgotten})
    else:
        output.say(f"Forgotten: {forgotten}. What was said by hand stays.")
    return 0


_ACTIONS: Mapping[str, Callable[[Kit, argparse.Namespace], Awaitable[int]]] = {
    "list": _list,
    "stats": _stats,
    "decide": _decide,
    "forget": _forget,
    "clear": _clear,
}
