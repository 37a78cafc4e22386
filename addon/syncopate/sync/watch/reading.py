"""Reading an account's watch state into the store: what changed, now and then all of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from syncopate.domain.problem import Problem
from syncopate.domain.reading import ReadEnd, ReadPart, Unread
from syncopate.domain.run import Progress
from syncopate.domain.watch import Feature
from syncopate.errors import OddAnswer, SyncopateError
from syncopate.providers.capability import Report
from syncopate.providers.watching import Wanted
from syncopate.store import watch_records
from syncopate.store.accounts import Account
from syncopate.store.watch_records import State
from syncopate.sync.kit import Kit
from syncopate.sync.providers import watch_of

AUDIT_AFTER = timedelta(days=7)
"""How long an account is read by its changes alone before all of it is read again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRead:
    """What is known of an account now. `complete`: in which respects absence says something.

    `taken_at` is when reading began: what changes while it is read is dated no earlier.
    """

    account: Account
    taken_at: datetime
    revision: int
    complete: frozenset[Feature]
    skew: timedelta
    playing: frozenset[str]
    missing: Mapping[Feature, Unread] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


async def read_account(
    kit: Kit, account: Account, features: frozenset[Feature], *, report: Report, whole: bool = False
) -> AccountRead:
    """Read an account and keep what it says. What fails is told of in `missing`, and raises nothing."""
    started = kit.now()
    before = await kit.database.read(watch_records.state, account.id)
    wanted = Wanted(features=features, cursors=_cursors(before, features, started), whole=whole)
    missing: dict[Feature, Unread] = {}
    read: set[Feature] = set()
    # Where nothing was measured, the clock is as it was.
    end = ReadEnd(skew=before.skew)
    done = 0
    try:
        watching = await watch_of(kit, account.id)
        async for part in watching.read(wanted):
            if isinstance(part, ReadEnd):
                end = part if read - missing.keys() else replace(part, skew=before.skew)
                continue
            await kit.database.write(watch_records.take_in, account.id, part, started)
            done += len(part.records)
            read |= part.features & features
            missing |= _missing(part)
            await report(Progress(done=done, total=0, current=account.name))
    except SyncopateError as error:
        broken = Unread(error.key, error.detail, error.placeholders)
        missing |= dict.fromkeys(features - read, broken)
    missing |= dict.fromkeys(features - read - missing.keys(), _UNTOLD)
    for feature, why in missing.items():
        if feature not in read:
            untold = ReadPart(features=frozenset({feature}), missing=why)
            await kit.database.write(watch_records.take_in, account.id, untold, started)
    if end.skew != before.skew:
        await kit.database.write(watch_records.set_skew, account.id, end.skew)
    after = await kit.database.read(watch_records.state, account.id)
    return AccountRead(
        account=account,
        taken_at=started,
        revision=after.revision,
        complete=features - missing.keys(),
        skew=end.skew,
        playing=end.playing,
        missing=missing,
        problems=end.problems,
    )


async def read_again(kit: Kit, account: Account, features: frozenset[Feature]) -> None:
    """Read what was just changed at an account, so that it is told as it is now; in its turn."""
    await read_account(kit, account, features, report=_nobody_watches)


async def _nobody_watches(_progress: Progress) -> None:
    """Tell nobody."""


_UNTOLD = Unread(OddAnswer.key, "The account said nothing of it.")


def _missing(part: ReadPart) -> Mapping[Feature, Unread]:
    return {} if part.missing is None else dict.fromkeys(part.features, part.missing)


def _cursors(state: State, features: frozenset[Feature], now: datetime) -> Mapping[Feature, str]:
    """Return from where to read on; what was not read whole for long is read from the beginning."""
    return {
        feature: cursor.cursor
        for feature, cursor in state.cursors.items()
        if feature in features
        and cursor.cursor is not None
        and cursor.whole_at is not None
        and now - cursor.whole_at < AUDIT_AFTER
    }
