"""The commands about sources: what a link is, what there is shelf by shelf, what catalogues find."""

import argparse
import shlex
from collections.abc import Mapping, Sequence
from datetime import timedelta

from syncopate.bootstrap.base import opened_kit
from syncopate.command import output
from syncopate.command.mirror_tables import cut_off, left_out_words
from syncopate.command.named import account_called, only, service_called
from syncopate.command.releases import releases
from syncopate.domain.playlist import Entry, SourcePlaylist, counted
from syncopate.errors import InvalidInput
from syncopate.providers import registry
from syncopate.providers.catalogue import Found, FoundKind
from syncopate.providers.links import LinkKind
from syncopate.settings import Environment
from syncopate.store import accounts
from syncopate.sync.catalogues import Answer, search_catalogue
from syncopate.sync.kit import Kit
from syncopate.sync.linking import MIRRORED, Looked, Recognised, look_at, recognise
from syncopate.sync.missing import link_of
from syncopate.sync.sources import OfferedPlaylist, Place, ShelfView, places, read_shelf

_SAMPLE = 20
"""How many entries are shown of what would be added."""


async def sources(environment: Environment, arguments: argparse.Namespace) -> int:
    """Look at a link, a shelf or a catalogue."""
    async with opened_kit(environment) as kit:
        match arguments.action:
            case "link":
                return await _link(kit, arguments)
            case "browse" if arguments.place is None:
                return _show_places(await places(kit), as_json=arguments.json)
            case "browse":
                return await _browse(kit, arguments)
            case "releases":
                return await releases(kit, arguments)
            case _:
                return await _search(kit, arguments)


async def _link(kit: Kit, arguments: argparse.Namespace) -> int:
    """Show what a link is; 1 when it is nothing that can be added."""
    found = await recognise(kit, arguments.link)
    account = None if arguments.account is None else await account_called(kit, arguments.account)
    if account is not None and account.provider != found.manifest.domain:
        raise InvalidInput(f"{account.name} is no account of {found.manifest.name}.", field="account")
    if found.linked.kind not in MIRRORED:
        _show_recognised(found, as_json=arguments.json)
        return 1
    looked = await look_at(
        kit,
        found.manifest.domain,
        found.linked.reference,
        None if account is None else account.id,
        accounts_known=found.accounts,
    )
    if arguments.json:
        output.print_json(_looked_document(looked))
    else:
        names = {each.id: each.name for each in await kit.database.read(accounts.every)}
        _show_looked(looked, names)
    return 0


def _show_recognised(found: Recognised, *, as_json: bool) -> None:
    manifest, linked = found.manifest, found.linked
    if as_json:
        known = {"kind": linked.kind, "provider": manifest.domain, "reference": linked.reference}
        output.print_json(known)
        return
    output.say(f"{manifest.name}, {linked.kind.value}: only playlists and albums can be added.")
    if linked.kind is not LinkKind.TRACK:
        place = found.accounts[0].name if found.accounts else manifest.domain
        where = f"{shlex.quote(place)} {shlex.quote(linked.reference)}"
        output.say(f"See what is there: syncopate sources browse {where}")


def _looked_document(looked: Looked) -> Mapping[str, object]:
    source = looked.playlist
    return {
        "kind": looked.kind,
        "provider": looked.provider,
        "account_id": looked.account_id,
        "reference": looked.reference,
        "name": source.name,
        "owner": source.owner,
        "artists": () if source.album is None else source.album.artists,
        "description": source.description,
        "cover_url": source.cover_url,
        "count": looked.count,
        "read": len(looked.entries),
        "visible": looked.visible,
        "left_out": {why.value: number for why, number in counted(looked.read.left_out).items()},
        "entries": [_entry_document(entry) for entry in looked.entries[:_SAMPLE]],
        "playlist_id": looked.mirror_id,
    }


def _entry_document(entry: Entry) -> Mapping[str, object]:
    return {
        "position": entry.position,
        "title": entry.title,
        "artists": entry.artists,
        "album": entry.album,
        "duration_ms": entry.duration,
        "link": link_of(entry),
    }


def _show_looked(looked: Looked, names: Mapping[str, str]) -> None:
    source, service = looked.playlist, registry.manifest_of(looked.provider).name
    by = "without an account" if looked.account_id is None else f"by {names[looked.account_id]}"
    entries = len(looked.entries)
    seen_at_all = entries + len(looked.read.left_out)
    cut = cut_off(looked.provider, looked.account_id, seen_at_all, looked.visible)
    seen = "" if looked.read.glimpse or entries == looked.count else f", {entries} of which can be seen"
    if cut and not seen:
        seen = " or more"
    facts = (
        ("what", f"{looked.kind.value} of {service}"),
        ("whose", _whose(source)),
        ("tracks", f"{looked.count}{seen}"),
        ("", left_out_words(looked.read.left_out)),
        ("description", source.description or ""),
        ("cover", source.cover_url or ""),
        ("read", by),
        ("reference", looked.reference),
        ("mirrored", "" if looked.mirror_id is None else f"already ({looked.mirror_id})"),
    )
    output.say(source.name)
    output.print_table("", ("", ""), [fact for fact in facts if fact[1]])
    rows = [
        (
            str(entry.position + 1),
            ", ".join(entry.artists),
            entry.title,
            entry.album or "",
            _length(entry.duration),
        )
        for entry in looked.entries[:_SAMPLE]
    ]
    output.print_table("", ("#", "artists", "title", "album", "length"), rows)
    more = max(entries - _SAMPLE, 0) + looked.more
    if more:
        output.say(f"and {more} more")
    for line in cut:
        output.say(line)


def _entry_row(entry: Entry) -> Sequence[str]:
    length = _length(entry.duration)
    return str(entry.position + 1), ", ".join(entry.artists), entry.title, entry.album or "", length


def _whose(source: SourcePlaylist) -> str:
    if source.album is None:
        return source.owner or ""
    year = "" if source.album.year is None else f" ({source.album.year})"
    return f"{', '.join(source.album.artists)}{year}"


def _show_places(found: Sequence[Place], *, as_json: bool) -> int:
    if as_json:
        output.print_json(
            [
                {
                    "provider": place.manifest.domain,
                    "account_id": None if place.account is None else place.account.id,
                    "name": _named(place),
                }
                for place in found
            ]
        )
        return 0
    rows = [
        (_named(place), place.manifest.domain, "" if place.account is None else place.account.id)
        for place in found
    ]
    output.print_table("Accounts, and services that need none", ("name", "service", "id"), rows)
    return 0


def _named(place: Place) -> str:
    return place.manifest.name if place.account is None else place.account.name


async def _browse(kit: Kit, arguments: argparse.Namespace) -> int:
    provider, account_id = await _place(kit, arguments.place)
    shelf = await read_shelf(kit, provider=provider, account_id=account_id, key=arguments.shelf)
    if arguments.json:
        output.print_json(_shelf_document(shelf))
        return 0
    if shelf.shelves:
        rows = [
            (each.name, each.kind.value, "" if each.count is None else str(each.count), each.key)
            for each in shelf.shelves
        ]
        output.print_table("Shelves", ("shelf", "of", "count", "key"), rows)
    if shelf.playlists or not shelf.shelves:
        columns = ("name", "of", "tracks", "kind", "mirrored", "reference")
        output.print_table("Playlists and albums", columns, map(_offer_row, shelf.playlists))
    return 0


async def _place(kit: Kit, text: str) -> tuple[str | None, str | None]:
    """Return a service, or an account: that which is called so, else the service's only one if it needs one.

    Raises NotFound, Conflict, InvalidInput.
    """
    known = await kit.database.read(accounts.every)
    named = only(text, "accounts", known)
    if named is not None:
        return None, named.id
    manifest = service_called(text)
    if not manifest.needs_account:
        return manifest.domain, None
    logins = [each for each in known if each.provider == manifest.domain]
    if len(logins) > 1:
        names = ", ".join(f"{each.name} ({each.id})" for each in logins)
        raise InvalidInput(f"{manifest.name} has several accounts, name one: {names}.", field="place")
    return (None, logins[0].id) if logins else (manifest.domain, None)


def _shelf_document(shelf: ShelfView) -> Mapping[str, object]:
    return {
        "provider": shelf.provider,
        "account_id": shelf.account_id,
        "key": shelf.key,
        "shelves": shelf.shelves,
        "items": [
            {
                "reference": each.playlist.reference,
                "kind": each.playlist.kind,
                "name": each.playlist.name,
                "owner": each.playlist.owner,
                "artists": () if each.playlist.album is None else each.playlist.album.artists,
                "cover_url": each.playlist.cover_url,
                "count": _count(each.playlist),
                "playlist_id": None if each.mirror is None else each.mirror.id,
            }
            for each in shelf.playlists
        ],
    }


def _count(source: SourcePlaylist) -> int | None:
    return source.count if source.album is None else source.album.count or source.count


def _offer_row(offered: OfferedPlaylist) -> Sequence[str]:
    source, count = offered.playlist, _count(offered.playlist)
    return (
        source.name,
        _whose(source),
        "" if count is None else str(count),
        source.kind.value,
        "" if offered.mirror is None else offered.mirror.name,
        source.reference,
    )


async def _search(kit: Kit, arguments: argparse.Namespace) -> int:
    """Search a catalogue; 1 when nothing is found."""
    provider = None if arguments.catalogue is None else service_called(arguments.catalogue).domain
    words, kind = " ".join(arguments.words).strip(), FoundKind(arguments.kind)
    if not words:
        raise InvalidInput("There are no words to look for.", field="words")
    answer = await search_catalogue(kit, words, kind, arguments.limit, provider)
    if arguments.json:
        output.print_json(_answer_document(answer))
    else:
        service = registry.manifest_of(answer.way.domain).name
        output.print_table(service, _FOUND, map(_found_row, answer.items))
        for each in answer.instead_of:
            rests, until = registry.manifest_of(each.domain).name, output.moment(each.until, kit.zone)
            output.say(f"{service} stands in for {rests}, which rests until {until}.")
    return 0 if answer.items else 1


_FOUND = ("artists", "title", "album", "year", "length", "reference", "link")


def _found_row(found: Found) -> Sequence[str]:
    return (
        ", ".join(found.artists),
        found.title,
        found.album or "",
        "" if found.year is None else str(found.year),
        _length(found.duration),
        found.reference or "",
        found.url or "",
    )


def _answer_document(answer: Answer[Found]) -> Mapping[str, object]:
    names = ("kind", "title", "artists", "album", "year", "count", "cover_url", "url", "reference")
    return {
        "provider": answer.way.domain,
        "account_id": answer.way.account_id,
        "items": [
            {name: getattr(each, name) for name in names} | {"duration_ms": each.duration}
            for each in answer.items
        ],
        "instead_of": [{"provider": each.domain, "until": each.until} for each in answer.instead_of],
    }


def _length(duration: timedelta | None) -> str:
    if duration is None:
        return ""
    minutes, seconds = divmod(round(duration.total_seconds()), 60)
    return f"{minutes}:{seconds:02}"
