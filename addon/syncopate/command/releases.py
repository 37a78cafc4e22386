"""The command that shows what an artist brings out."""

import argparse
from datetime import date

from syncopate.command import output
from syncopate.errors import InvalidInput
from syncopate.providers.releases import ReleaseKind
from syncopate.sync.kit import Kit
from syncopate.sync.releases import USUAL, releases_of


async def releases(kit: Kit, arguments: argparse.Namespace) -> int:
    """Show what has come of late and what will come, the earliest first."""
    found = await releases_of(
        kit,
        arguments.artist,
        since=_day(arguments.since, "since"),
        until=_day(arguments.until, "until"),
        kinds=tuple(map(ReleaseKind, arguments.kind or USUAL)),
    )
    if arguments.json:
        output.print_json(
            {
                "artist": found.artist,
                "since": found.window.since.isoformat(),
                "until": found.window.until.isoformat(),
                "releases": [
                    {
                        "id": each.id.value,
                        "title": each.title,
                        "artists": each.artists,
                        "day": each.day,
                        "kind": each.kind.value,
                        "also": each.also,
                        "url": each.url,
                    }
                    for each in found.releases
                ],
                "namesakes": found.namesakes,
            }
        )
        return 0
    rows = [
        (
            each.day,
            ", ".join(each.artists),
            each.title,
            ", ".join((each.kind.value, *each.also)),
            each.url or "",
        )
        for each in found.releases
    ]
    title = f"{found.artist.name}, {found.window.since} to {found.window.until}"
    output.print_table(title, ("day", "artists", "title", "kind", "page"), rows)
    for each in found.namesakes:
        output.say(f"Another {each.name}: {each.hint or 'nothing more is told'} ({each.id})")
    return 0


def _day(text: str | None, field: str) -> date | None:
    """Return a day that was typed. Raises InvalidInput."""
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(f"{text} is no day: write it as 2026-05-31.", field=field) from None
