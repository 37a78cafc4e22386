"""Commands about matches: why a name is which track, and what the user decided."""

import argparse
import re
from collections.abc import Mapping
from datetime import tzinfo

from syncopate.access.identity import Origin
from syncopate.bootstrap.base import opened_kit
from syncopate.command import output
from syncopate.command.reasons import in_words
from syncopate.domain.match import Evidence
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.errors import InvalidInput, NotFound
from syncopate.matching.explain import Explanation, ReadName, Weighted
from syncopate.settings import Environment
from syncopate.store import decisions as kept, libraries
from syncopate.store.decisions import Made
from syncopate.sync.decisions import Signer, undo, undo_batch
from syncopate.sync.explaining import entry_from, explain_in
from syncopate.sync.kit import Kit
from syncopate.sync.whereabouts import whereabouts

_SPLIT = re.compile(r"\s+[-–—]\s+")  # noqa: RUF001 -- dashes as people type them
_LENGTH = re.compile(r"(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,5}(?:\.\d{1,3})?)", re.ASCII)
_ME = Signer(name="command line", via=Origin.LOCAL.value)


async def match(environment: Environment, arguments: argparse.Namespace) -> int:
    """Explain a match; 0 when a track is found, 1 when none is, or not surely."""
    entry = _entry(arguments)
    async with opened_kit(environment) as kit:
        library_id = None if arguments.library is None else await library_called(kit, arguments.library)
        explained = await explain_in(kit, entry, library_id)
    told = explained.explanation
    if arguments.json:
        output.print_json({"entry": entry, "library": explained.library.name, "explanation": told})
    else:
        _show_reading(entry, told.read)
        _show_candidates(told, explained.library.name)
        _show_verdict(told)
    return 0 if told.match.track_key is not None else 1


async def decisions(environment: Environment, arguments: argparse.Namespace) -> int:
    """List decisions, or take some back."""
    async with opened_kit(environment) as kit:
        if arguments.action == "undo":
            return await _undo(kit, arguments)
        standing = None if arguments.all else True
        page = await kit.database.read(kept.page, standing=standing, limit=arguments.limit, offset=0)
        now = await kit.database.read(whereabouts, page.items)
    if arguments.json:
        keys = {number: None if track is None else track.key for number, track in now.items()}
        output.print_json({"total": page.total, "decisions": page.items, "present_keys": keys})
        return 0
    title = f"{len(page.items)} of {page.total} decisions"
    columns = ("number", "when", "entry", "ruling", "track", "by", "batch", "")
    output.print_table(title, columns, [_row(made, now, kit.zone) for made in page.items])
    return 0


async def _undo(kit: Kit, arguments: argparse.Namespace) -> int:
    text = arguments.decision
    if text.isdecimal() and text.isascii() and len(text) < 10:  # noqa: PLR2004 -- what a database numbers
        made = await undo(kit, int(text), _ME)
        if arguments.json:
            output.print_json({"undone": 1, "decision": made})
        else:
            output.say(f"Taken back: {_label(made)}.")
        return 0
    undone = await undo_batch(kit, text, _ME)
    if arguments.json:
        output.print_json({"undone": undone})
    else:
        output.say(f"Taken back: {undone} decisions.")
    return 0


def _entry(arguments: argparse.Namespace) -> Entry:
    """Return what was typed as an entry. Raises InvalidInput."""
    artist, *rest = _SPLIT.split(arguments.name.strip(), 1)
    title = rest[0] if rest else artist
    if not title:
        raise InvalidInput("Name what to look for.", field="name")
    return entry_from(
        title=title,
        artists=(artist,) if rest and artist else (),
        album=arguments.album,
        duration_ms=None if arguments.duration is None else _milliseconds(arguments.duration),
        isrc=arguments.isrc,
    )


def _milliseconds(text: str) -> int:
    found = _LENGTH.fullmatch(text.strip())
    if found is None:
        raise InvalidInput(f"{text!r} is not a length: say 3:45, or seconds.", field="duration")
    hours, minutes, seconds = int(found[1] or 0), int(found[2] or 0), float(found[3])
    return round(((hours * 60 + minutes) * 60 + seconds) * 1000)


async def library_called(kit: Kit, text: str) -> str:
    """Return the library with this id or name. Raises NotFound."""
    for library in await kit.database.read(libraries.every):
        if text in {library.id, library.name}:
            return library.id
    raise NotFound(what="library", id=text)


def _show_reading(entry: Entry, read: ReadName) -> None:
    facts = (
        ("title", entry.title),
        ("base title", read.base),
        ("keys", ", ".join(read.keys)),
        ("version", ", ".join(read.versions)),
        ("packaging", ", ".join(read.packaging)),
        ("part", read.part),
        ("featured", ", ".join(read.featured)),
        ("artists", ", ".join(read.artists)),
        ("perhaps artists", "; ".join(" + ".join(names) for names in read.perhaps_artists)),
        ("album", read.album),
        ("length", "" if read.duration is None else str(read.duration)),
        ("ids", ", ".join(f"{each.kind.value} {each.value}" for each in read.ids)),
    )
    output.print_table("Read as", ("what", "value"), [fact for fact in facts if fact[1]])


def _show_candidates(told: Explanation, library: str) -> None:
    for place, weighted in enumerate(told.candidates, 1):
        state = "refused by you" if weighted.refused else "barred" if weighted.candidate.barred else ""
        score = f"{weighted.candidate.score:.2f}"
        found = ", ".join(weighted.origins)
        title = f"{place}. {_track(weighted)}   {score} {state}".rstrip() + f"   (found by {found})"
        rows = [_evidence(item) for item in weighted.candidate.evidence]
        # A table's own title would be folded to the table's width.
        output.say(title)
        output.print_table("", ("aspect", "says", "penalty", "why"), rows)
    output.say(f"{told.compared} of {told.tracks} tracks of {library} were compared.")


def _show_verdict(told: Explanation) -> None:
    lead = "" if told.lead is None else f", leads by {told.lead:.2f} (needs {told.gap:.2f})"
    decided = "" if told.decision is None else f"; you decided: {told.decision.ruling.value}"
    chosen = "" if told.match.track_key is None else f": {told.match.track_key}"
    output.say(
        f"Verdict: {told.match.verdict.value} ({told.match.reason}){chosen}: {in_words(told.match.reason)}"
    )
    output.say(f"A match needs {told.threshold:.2f}{lead}{decided}.")


def _track(weighted: Weighted) -> str:
    track = weighted.track
    return f"{', '.join(track.artists)} - {track.title} [{track.key}]"


def _evidence(item: Evidence) -> tuple[str, str, str, str]:
    says = f"{item.says.value}, bars it" if item.gate else item.says.value
    return item.aspect.value, says, f"{item.penalty:.3f}" if item.penalty else "", item.detail


def _row(made: Made, now: Mapping[int, Track | None], zone: tzinfo) -> tuple[str, ...]:
    decision = made.decision
    return (
        str(made.id),
        output.moment(made.signed.at, zone),
        "" if decision.entry is None else decision.entry.label,
        decision.ruling.value,
        _place(made, now),
        made.signed.by,
        made.signed.batch or "",
        "" if made.undone_at is None else f"taken back by {made.undone_by}",
    )


def _place(made: Made, now: Mapping[int, Track | None]) -> str:
    """Return where the track of a decision is by now, or that it is gone."""
    was = made.decision.track_key
    if was is None:
        return ""
    track = now.get(made.id)
    return f"gone (was {was})" if track is None else track.key


def _label(made: Made) -> str:
    decision = made.decision
    label = decision.entry_identity if decision.entry is None else decision.entry.label
    return f"{label} {decision.ruling.value} {decision.track_key or ''}".strip()
