"""The commands that compare what both sides of a link say, and bring it in step title by title."""

import argparse
import signal
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from syncopate.command import output
from syncopate.command.asking import asked
from syncopate.command.output import ProgressBars
from syncopate.command.recording import recorded
from syncopate.command.watch_meant import Meant, meant
from syncopate.command.watch_words import (
    counted,
    head,
    line,
    outcome_words,
    summary,
    title_document,
    write_document,
    write_words,
)
from syncopate.domain.link import Became, Ready, WatchOutcome
from syncopate.domain.run import ItemResult, ItemStatus, JobName
from syncopate.errors import InvalidInput
from syncopate.planning.watching.guarding import Held
from syncopate.store.results import put_result
from syncopate.sync.kit import Kit
from syncopate.sync.watch.by_hand import InHand, Outcomes, in_hand, note_by_hand, portions
from syncopate.sync.watch.comparing import Chosen, Compared
from syncopate.sync.watch.shelves import has_shelves, named, shelves_of

_INTERRUPTED = 130
_BAD = frozenset({Became.FAILED, Became.IN_DOUBT})


async def check(kit: Kit, arguments: argparse.Namespace) -> int:
    """Print how titles stand; nothing is written. 1 where a library that was named is not there."""
    found = await meant(kit, arguments)
    chosen, unknown = await _chosen(kit, arguments, found)
    if chosen is None:
        return 1
    with ProgressBars(quiet=arguments.json) as bars:
        async with in_hand(
            kit, found.link.id, chosen, report=bars.report, shortest=arguments.ignore_first
        ) as hand:
            titles = hand.comparison.titles
    unknown = [*unknown, *_absent(arguments, found, titles)]
    _show(arguments, found, titles, unknown)
    return 1 if unknown else 0


async def sync(kit: Kit, arguments: argparse.Namespace) -> int:
    """Write what is newer at one side to the other; 1 when something failed or waits, 130 after Ctrl-C."""
    found = await meant(kit, arguments)
    chosen, unknown = await _chosen(kit, arguments, found)
    if chosen is None:
        return 1
    results: list[ItemResult] = []
    syncing = _Syncing(kit, arguments, found, chosen)

    async def work(run_id: str) -> None:
        result = await syncing.work(run_id)
        results.append(result)
        if not arguments.dry_run:
            await kit.database.write(put_result, run_id, result)
            await note_by_hand(kit, result, syncing.outcomes)

    if arguments.dry_run:
        await work("")
    else:
        await recorded(kit, JobName.SYNC_LINKS, work, results)
    unknown = [*unknown, *_absent(arguments, found, syncing.titles)]
    if arguments.json:
        syncing.print_document(unknown)
    if syncing.stopped:
        return _INTERRUPTED
    return 1 if unknown or syncing.bad or syncing.cautions else 0


def _show(
    arguments: argparse.Namespace, found: Meant, titles: Sequence[Compared], unknown: Sequence[str]
) -> None:
    if arguments.json:
        shown = [title_document(each) for each in titles]
        output.print_json({**_of_link(found), "titles": shown, "counts": counted(titles), "unknown": unknown})
        return
    output.say(head(found))
    for each in titles:
        output.say(line(each, found.at))
    summary(titles, found)


def _of_link(found: Meant) -> dict[str, object]:
    left, right = found.ends.left.name, found.ends.right.name
    return {"link": found.link.name, "link_id": found.link.id, "left": left, "right": right, "at": found.at}


async def _chosen(
    kit: Kit, arguments: argparse.Namespace, found: Meant
) -> tuple[Chosen | None, Sequence[str]]:
    """Return which titles are meant, None where nothing of it is there, and the libraries that are not.

    Raises InvalidInput where nothing is named.
    """
    keys = frozenset(arguments.media) or None
    wanted = [each for each in arguments.section if each.strip()]
    if not wanted and keys is None:
        said = "Name libraries by id or name, or say all; films and episodes go with --media."
        raise InvalidInput(said, field="section")
    if any(each.casefold() == "all" for each in wanted):
        return Chosen(side=found.at), ()
    if not wanted:
        return Chosen(side=found.at, keys=keys), ()
    if not has_shelves(found.account):
        raise InvalidInput(f"{found.account.name} has no libraries to choose from: say all.", field="section")
    there = await shelves_of(kit, found.account)
    sections = {text: [each.key for each in named(there, text)] for text in wanted}
    unknown = [text for text, known in sections.items() if not known]
    for text in unknown:
        output.complain(f"{found.account.name} has no library {text}.")
    chosen = frozenset(key for known in sections.values() for key in known)
    if not chosen and keys is None:
        return None, unknown
    return Chosen(side=found.at, sections=chosen, keys=keys), unknown


def _absent(arguments: argparse.Namespace, found: Meant, titles: Sequence[Compared]) -> Sequence[str]:
    """Return the media ids that were named and are not there, having told of them."""
    there = {key for each in titles for key in each.at(found.at).keys}
    absent = [key for key in dict.fromkeys(arguments.media) if key not in there]
    for key in absent:
        output.complain(f"{found.account.name} has no film or episode {key}.")
    return absent


@dataclass
class _Syncing:
    """Titles being written one after the other. `stopped`: somebody pressed Ctrl-C, what began was ended."""

    kit: Kit
    arguments: argparse.Namespace
    found: Meant
    chosen: Chosen
    titles: Sequence[Compared] = ()
    outcomes: dict[int, WatchOutcome | str] = field(default_factory=dict)
    cautions: tuple[Held, ...] = ()
    stopped: bool = False

    @property
    def bad(self) -> int:
        """How many writes went wrong."""
        known = (each for each in self.outcomes.values() if isinstance(each, WatchOutcome))
        return sum(each.became in _BAD for each in known)

    async def work(self, run_id: str) -> ItemResult:
        """Do it and return what became of it."""
        started = self.kit.now()
        with ProgressBars(quiet=self.arguments.json) as bars:
            async with in_hand(
                self.kit,
                self.found.link.id,
                self.chosen,
                report=bars.report,
                shortest=self.arguments.ignore_first,
                run_id=run_id or None,
            ) as hand:
                await self._titles(hand)
        self._end()
        status = ItemStatus.SYNCED if self._applied else ItemStatus.UNCHANGED
        if self.bad or self.cautions:
            status = ItemStatus.HELD if self.cautions else ItemStatus.FAILED
        return ItemResult(
            item_id=self.found.link.id,
            item_name=self.found.link.name,
            status=status,
            started_at=started,
            ended_at=self.kit.now(),
            error="write_failed" if self.bad else None,
            detail=f"{self.bad} writes failed." if self.bad else "",
        )

    @property
    def _applied(self) -> int:
        known = (each for each in self.outcomes.values() if isinstance(each, WatchOutcome))
        return sum(each.became is Became.APPLIED for each in known)

    async def _titles(self, hand: InHand) -> None:
        self.titles = hand.comparison.titles
        if hand.comparison.cautions and not self.arguments.approve:
            self.cautions = hand.comparison.cautions
        due = [
            each
            for each in self.titles
            if any(one.ready is not Ready.NO_COUNTERPART for one in each.writes.values())
        ]
        self._say(head(self.found))
        if self.arguments.dry_run or self.cautions:
            for each in due:
                self._tell(each, {})
            return
        with self._interruptible():
            for portion in portions(hand, due, single=self.arguments.confirm):
                if self.stopped:
                    return
                if self.arguments.confirm and not await self._agreed(portion[0]):
                    continue
                became = await hand.write(portion)
                self.outcomes |= became
                for each in portion:
                    self._tell(each, became)

    async def _agreed(self, title: Compared) -> bool:
        writes = "; ".join(write_words(each, self.found) for each in title.writes.values())
        return await asked(f"{line(title, self.found.at)}\n            {writes}")

    def _tell(self, title: Compared, became: Outcomes) -> None:
        self._say(line(title, self.found.at))
        for number, operation in title.writes.items():
            simulated = "would be written" if not self.cautions else "waits"
            said = outcome_words(became[number]) if number in became else simulated
            self._say(f"{'':12}{write_words(operation, self.found)} [{said}]")

    def _end(self) -> None:
        if self.arguments.json:
            return
        summary(self.titles, self.found)
        if self.cautions:
            reasons = ", ".join(dict.fromkeys(each.because.value for each in self.cautions))
            output.complain(f"Nothing was written ({reasons}): let it through by --approve.")
        elif not self.arguments.dry_run:
            output.say(f"{self._applied:>8}  written")
            if self.bad:
                output.say(f"{self.bad:>8}  failed")
        if self.stopped:
            output.complain("Interrupted: the rest was not written.")

    def print_document(self, unknown: Sequence[str]) -> None:
        """Print all of it as one document."""
        titles = [
            {
                **title_document(each),
                "writes": [
                    {**write_document(operation), "became": _became(self.outcomes.get(number))}
                    for number, operation in each.writes.items()
                ],
            }
            for each in self.titles
        ]
        output.print_json(
            {
                **_of_link(self.found),
                "titles": titles,
                "counts": counted(self.titles),
                "written": self._applied,
                "failed": self.bad,
                "held": [each.because for each in self.cautions],
                "unknown": unknown,
                "interrupted": self.stopped,
            }
        )

    def _say(self, text: str) -> None:
        if not self.arguments.json:
            output.say(text)

    @contextmanager
    def _interruptible(self) -> Generator[None]:
        """Let Ctrl-C end it after the title that is being written; a second one ends it at once."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.getsignal(signal.SIGINT)

        def stop(number: int, frame: FrameType | None) -> None:
            del number, frame
            self.stopped = True
            output.complain("Ending after this title; once more ends at once.")
            signal.signal(signal.SIGINT, before)

        signal.signal(signal.SIGINT, stop)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)


def _became(outcome: WatchOutcome | str | None) -> object:
    if outcome is None or isinstance(outcome, str):
        return {"became": outcome, "reason": None, "detail": ""}
    return {"became": outcome.became, "reason": outcome.reason, "detail": outcome.detail}
