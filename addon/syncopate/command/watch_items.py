"""The commands about one film or episode: what both sides say of it, and how far it was seen."""

import argparse
import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager

from syncopate.command import output
from syncopate.command.asking import agreed
from syncopate.command.output import ProgressBars
from syncopate.command.watch_meant import Meant, meant
from syncopate.command.watch_words import clock, head, line, outcome_words, record_document
from syncopate.domain.link import Became, WatchOutcome
from syncopate.domain.watch import Side
from syncopate.errors import NotFound
from syncopate.sync.kit import Kit
from syncopate.sync.watch.by_hand import InHand, can_dump, dump, in_hand
from syncopate.sync.watch.comparing import Chosen

_GOOD = frozenset({Became.APPLIED, Became.UNCHANGED})


async def show(kit: Kit, arguments: argparse.Namespace) -> int:
    """Print the records of both sides, and with them or alone what a server says of its own."""
    found = await meant(kit, arguments)
    async with _one(kit, arguments, found) as hand:
        title = hand.comparison.titles[0]
        records = {
            side: [
                record_document(record)
                for each in hand.comparison.titles
                for key in each.at(side).keys
                if (record := await hand.record(side, key)) is not None
            ]
            for side in Side
        }
    raw = await _raw(kit, hand, wanted=arguments.raw)
    if arguments.raw and not arguments.json:
        output.print_json(raw)
        return 0
    if arguments.json or not arguments.raw:
        told: dict[str, object] = {
            "title": title.label,
            "standing": title.standing,
            "left": {"account": found.ends.left.name, "records": records[Side.LEFT]},
            "right": {"account": found.ends.right.name, "records": records[Side.RIGHT]},
        }
        output.print_json(told | ({"raw": raw} if arguments.raw else {}))
    return 0


async def position(kit: Kit, arguments: argparse.Namespace) -> int:
    """Say how far it was seen, at both sides or one; 1 when one does not take it, or nobody agrees."""
    found = await meant(kit, arguments)
    sides = [Side(arguments.side)] if arguments.side else list(Side)
    async with _one(kit, arguments, found) as hand:
        titles = hand.comparison.titles
        names = " and ".join(found.ends.at(side).name for side in sides)
        wanted = clock(arguments.position) if arguments.position else "not begun"
        if not arguments.json:
            output.say(head(found))
            for each in titles:
                output.say(line(each, found.at))
        if not await agreed(f"{titles[0].label} will be at {wanted} on {names}", yes=arguments.yes):
            output.complain("It stays.")
            return 1
        outcomes = await hand.place(titles, arguments.position, sides)
    _told(arguments, found, outcomes)
    return 0 if all(each.became in _GOOD for each in outcomes.values()) else 1


def _told(arguments: argparse.Namespace, found: Meant, outcomes: Mapping[Side, WatchOutcome]) -> None:
    if arguments.json:
        output.print_json(
            {
                "position_ms": arguments.position * 1000,
                **{
                    side.value: {"became": each.became, "reason": each.reason, "detail": each.detail}
                    for side, each in outcomes.items()
                },
            }
        )
        return
    for side, outcome in outcomes.items():
        output.say(f"{found.ends.at(side).name}: {outcome_words(outcome)}")


@asynccontextmanager
async def _one(kit: Kit, arguments: argparse.Namespace, found: Meant) -> AsyncGenerator[InHand]:
    """Hold the title that is meant. Raises NotFound, Unreachable."""
    chosen = Chosen(side=found.at, keys=frozenset({arguments.media}))
    with ProgressBars(quiet=True) as bars:
        async with in_hand(kit, found.link.id, chosen, report=bars.report) as hand:
            if not hand.comparison.titles:
                said = f"{found.account.name} has no film or episode {arguments.media}."
                raise NotFound(said, what="title", id=arguments.media)
            yield hand


async def _raw(kit: Kit, hand: InHand, *, wanted: bool) -> object:
    """Return what servers say of their own records that tell them: one, or several in a list."""
    if not wanted:
        return None
    able = [side for side in Side if await asyncio.to_thread(can_dump, kit, hand.ends.at(side))]
    found = [
        await dump(kit, hand.ends.at(side), key)
        for side in able
        for each in hand.comparison.titles[:1]
        for key in each.at(side).keys
    ]
    if not found:
        raise NotFound("Neither side has it on a server that tells more of it.", what="record")
    return found[0] if len(found) == 1 else found
