"""Files of several episodes: what is written to such a file concerns all that it holds.

A file that was seen says so of each of its episodes, and where they lie apart each is told with its date. The
other way round it is told only once all of its episodes were seen, with the date of the last; until then what
is to be written waits. It is taken back where the other side said of all of its episodes that they were seen
and now takes back one, and with it at this side of all the others, which the other side keeps. How far a file
was seen, and how it is rated, passes between files of the same episodes alone: of single ones it says nothing
for certain, and they nothing of it.

Where a side has an episode in such a file and by itself as well, it is the latter that says when it was seen,
and what the one says no more is written to the other in the run after. Only where the other side took it back
does it count that the file was seen since.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from syncopate.domain.link import Action, Ready, WatchOperation
from syncopate.domain.watch import Record, Side, View, Watched
from syncopate.planning.watching.joining import Subject, is_part, is_seen_alone, spans

type Planned = tuple[Subject, list[WatchOperation]]
"""A title, and what is to be written of it."""


def has_files(view: View) -> bool:
    """Tell whether a side has files of several episodes."""
    return any(each.title.last_number is not None for each in view.records)


def with_files(planned: Sequence[Planned]) -> None:
    """Let what is to be written to files of several episodes concern all of these, or wait, or leave it.

    `planned` are the titles that are kept in step, in order; what is to be written of them is put right.
    """
    files = _files(planned)
    begun = set(_just_begun(planned))
    for file in files:
        _see(file)
        if (file.side, file.record.key) in begun:
            # How far would be lost with that it was seen.
            file.change(Action.UNWATCH, lambda _: None)
        _take_back(file)
    whole = {(file.side, file.record.key) for file in files if file.is_whole}
    for subject, operations in planned:
        if subject.title.last_number is not None:
            operations[:] = [
                each for each in operations if all((each.side, key) in whole for key in each.keys)
            ]


@dataclass(frozen=True, slots=True)
class _File:
    """A file at one side, and those of its episodes that are kept in step."""

    side: Side
    record: Record
    episodes: list[Planned]

    @property
    def is_whole(self) -> bool:
        """Whether all its episodes are kept in step."""
        return len(self.episodes) == spans(self.record.title)

    def writes(self, action: Action) -> list[WatchOperation | None]:
        """Return what is to be written to it of each of its episodes."""
        return [
            next((each for each in found if self._is_meant(each, action)), None) for _, found in self.episodes
        ]

    def _is_meant(self, operation: WatchOperation, action: Action) -> bool:
        return (
            operation.side is self.side and operation.action is action and self.record.key in operation.keys
        )

    @property
    def is_told(self) -> bool:
        """Whether the other side is told by it, and not by another record, that an episode was seen."""
        return any(
            each.action is Action.WATCH and each.side is self.side.other
            for subject, found in self.episodes
            for each in found
            if not is_seen_alone(subject, self.side)
        )

    def change(self, action: Action, into: Callable[[WatchOperation], WatchOperation | None]) -> None:
        """Put something else in the place of what is to be written to it, None: nothing."""
        for _, found in self.episodes:
            found[:] = [
                now
                for each in found
                if (now := into(each) if self._is_meant(each, action) else each) is not None
            ]

    def join_in(self, writes: Sequence[WatchOperation | None], like: WatchOperation) -> None:
        """Let it be written of the episodes of which nothing is to be: what happens to the file does to them.

        One that has been seen by itself as well stays so.
        """
        for write, (subject, found) in zip(writes, self.episodes, strict=True):
            if write is None and not is_seen_alone(subject, self.side):
                before = self.record.values.watched
                found.insert(0, replace(like, title=subject.title, keys=(self.record.key,), before=before))

    def without(self, operation: WatchOperation) -> WatchOperation | None:
        """Return what is to be written to other records of the title, None where it has no other."""
        keys = tuple(key for key in operation.keys if key != self.record.key)
        return replace(operation, keys=keys) if keys else None


def _files(planned: Sequence[Planned]) -> list[_File]:
    """Return all files of several episodes, in a fixed order."""
    found: dict[tuple[Side, str], _File] = {}
    for subject, operations in planned:
        for side in Side:
            for record in subject.part(side).records:
                if is_part(record, subject.title):
                    file = found.setdefault((side, record.key), _File(side, record, []))
                    file.episodes.append((subject, operations))
    return [found[name] for name in sorted(found)]


def _just_begun(planned: Sequence[Planned]) -> Iterator[tuple[Side, str]]:
    """Return the files of which it is to be told how far they were seen."""
    for subject, operations in planned:
        for each in operations if subject.title.last_number is not None else ():
            if each.action is Action.PLACE:
                for record in subject.part(each.side.other).records:
                    yield each.side.other, record.key


def _see(file: _File) -> None:
    """Say that a file was seen where all of its episodes were; else that waits."""
    writes = file.writes(Action.WATCH)
    named = [each for each in writes if each is not None]
    if not named:
        return
    ready = next((each.ready for each in named if each.ready is not Ready.READY), Ready.READY)
    if not file.is_whole or not all(
        write is not None or _is_seen_apart(file, subject)
        for write, (subject, _) in zip(writes, file.episodes, strict=True)
    ):
        ready = Ready.PART_UNSEEN
    if ready is Ready.READY:
        value = _seen_together([each.value for each in named])
        file.change(Action.WATCH, lambda each: replace(each, value=value))
    else:
        file.change(Action.WATCH, lambda each: file.without(each) or replace(each, ready=ready))


def _is_seen_apart(file: _File, subject: Subject) -> bool:
    """Tell whether both sides say of an episode that it was seen, this one by another record."""
    return file.record.values.watched is None and all(
        any(each.values.watched is not None for each in subject.part(side).records) for side in Side
    )


def _seen_together(values: Sequence[object]) -> Watched:
    """Return when all of something was seen: each time when the last of it was."""
    plays = [each.plays for each in values if isinstance(each, Watched) and each.plays]
    times = tuple(sorted(_each_time(plays))) if plays else ()
    return Watched(times, max(len(times), 1))


def _each_time(plays: Sequence[tuple[datetime, ...]]) -> Iterator[datetime]:
    for back in range(1, min(len(each) for each in plays) + 1):
        yield max(each[-back] for each in plays)


def _take_back(file: _File) -> None:
    """Take back that a file was seen where all of it had been; else its episodes stay as they are here."""
    writes = file.writes(Action.UNWATCH)
    named = [each for each in writes if each is not None]
    if not named:
        return
    if file.record.values.watched is None:
        # What is taken back is what another record said, or how near its end this one was.
        file.change(Action.UNWATCH, lambda each: file.without(each) or each)
        return
    waiting = next((each.ready for each in named if each.ready is not Ready.READY), None)
    if not _may_be_taken_back(file, writes):
        file.change(Action.UNWATCH, lambda _: None)
    elif waiting is not None:
        file.change(Action.UNWATCH, lambda each: replace(each, ready=waiting))
    else:
        file.join_in(writes, named[0])


def _may_be_taken_back(file: _File, writes: Sequence[WatchOperation | None]) -> bool:
    """Tell whether the other side said of all episodes that they were seen, and says so no more of some.

    One that was seen once more meanwhile, there or by the file itself, lets the file stay as it is.
    """
    if not file.is_whole or file.is_told:
        return False
    if all(write is not None for write in writes):
        return True
    again = any(write is not None for write in file.writes(Action.WATCH))
    return not again and all(
        any(base.seen.watched is not None for base in subject.part(side).bases)
        for subject, _ in file.episodes
        for side in Side
    )
