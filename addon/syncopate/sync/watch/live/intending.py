"""Knowing a play again that is told outside of any run; done in a worker process, as planning is."""

from dataclasses import dataclass
from datetime import datetime

from syncopate.domain.link import Action, Base, Because, WatchOperation
from syncopate.domain.watch import Feature, Record, Side, View, Watched
from syncopate.planning.watching.joining import join
from syncopate.planning.watching.settling import intended
from syncopate.store import links, watch_bases, watch_overrides, watch_records
from syncopate.store.database import Connection
from syncopate.store.watch_encoding import base_id, encode_base
from syncopate.sync.watch.work import policy_of
from syncopate.sync.worker_database import database_at


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayTask:
    """A play that a side is told of: what was seen at the other side, and when by that side's word."""

    link_id: str
    side: Side
    record: Record
    played_at: datetime
    now: datetime


def intend_play(database_url: str, task: PlayTask) -> None:
    """Keep, before it is told, that a play is ours.

    The service dates it as it likes; the next run takes it for what it is at the other side. Raises NotFound.
    """
    database_at(database_url).change(_intend, task)


def _intend(connection: Connection, task: PlayTask) -> None:
    link = links.get(connection, task.link_id)
    # By the clock of the side that is told: it stamps by that.
    at = task.now + watch_records.state(connection, link.account_at(task.side)).skew
    policy = policy_of(link, watch_overrides.every(connection, link.id))
    seen_at = {} if link.knowledge is None else link.knowledge.seen_at
    bases = watch_bases.every(connection, link.id, seen_at, intents=True)
    empty, played = _view(task), _view(task, task.record)
    views = (empty, played) if task.side is Side.LEFT else (played, empty)
    intents: dict[str, str] = {}
    for subject in join(*views, bases, policy).subjects:
        if not subject.part(task.side.other).records or subject.title.last_number is not None:
            continue
        play = WatchOperation(
            side=task.side,
            feature=Feature.HISTORY,
            action=Action.WATCH,
            title=subject.title,
            keys=(),
            value=Watched((task.played_at,)),
            before=None,
            because=Because.ADDED,
        )
        known = subject.part(task.side).bases or [Base(side=task.side, title=subject.title, keys={})]
        intents |= {base_id(base): encode_base(intended(base, play, at), {}) for base in known}
    watch_bases.intend(connection, link.id, intents)


def _view(task: PlayTask, *records: Record) -> View:
    return View(records=records, complete=frozenset(), taken_at=task.now)
