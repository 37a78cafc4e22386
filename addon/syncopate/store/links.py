"""Links: two accounts kept in step each, with what may pass between them and how it went."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from syncopate.domain.link import FeaturePolicy
from syncopate.domain.run import ItemStatus
from syncopate.domain.watch import Feature, MediaType, Side
from syncopate.errors import NotFound
from syncopate.planning.watching.guarding import Limits
from syncopate.store.link_tables import links
from syncopate.store.watch_encoding import moment_in, moment_of

_SECONDS = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSettings:
    """What a link is told: what passes, of what, and how much may be taken back without asking.

    `types` None: films, shows, seasons and episodes. `sections`: by side the keys of the libraries that are
    kept in step, without it all. `lists`: the names of the lists that are, () all. `live`: what happens at
    one side is told to the other at once, as far as its server tells it.
    """

    features: Mapping[Feature, FeaturePolicy]
    types: frozenset[MediaType] | None = None
    sections: Mapping[Side, frozenset[str]] = field(default_factory=dict)
    lists: frozenset[str] = frozenset()
    limits: Limits = field(default_factory=Limits)
    tolerance: timedelta = timedelta(seconds=10)
    play_window: timedelta = timedelta(minutes=15)
    live: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """Of what a link's bases are: what both accounts were, when each respect was seen, what is left to do.

    `policy` stands for the settings they were made by.
    """

    revisions: Mapping[Side, int]
    seen_at: Mapping[Side, Mapping[Feature, datetime]]
    policy: str
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One link. Until a plan of it was approved (`approved_at`) it writes nothing by itself.

    `every` is how often it runs with the job, None: whenever the job does.
    """

    id: str
    name: str
    left_account_id: str
    right_account_id: str
    settings: LinkSettings
    enabled: bool = True
    approved_at: datetime | None = None
    every: timedelta | None = None
    knowledge: Knowledge | None = None
    last_run_at: datetime | None = None
    last_success_at: datetime | None = None
    last_status: ItemStatus | None = None
    last_error: str | None = None
    last_detail: str = ""
    last_counts: Mapping[str, int] = field(default_factory=dict)
    created_at: datetime

    def account_at(self, side: Side) -> str:
        """Return the account of a side."""
        return self.left_account_id if side is Side.LEFT else self.right_account_id


def add(connection: Connection, link: Link) -> None:
    """Store a new link."""
    connection.execute(insert(links).values(id=link.id, created_at=link.created_at, **_written(link)))


def change(connection: Connection, link: Link) -> None:
    """Store what the user changed of it. Raises NotFound."""
    done = connection.execute(update(links).where(links.c.id == link.id).values(**_written(link)))
    if not done.rowcount:
        raise NotFound(what="link", id=link.id)


def remove(connection: Connection, link_id: str) -> None:
    """Remove a link with all that it knows; nothing happens at its accounts. Raises NotFound."""
    if not connection.execute(delete(links).where(links.c.id == link_id)).rowcount:
        raise NotFound(what="link", id=link_id)


def get(connection: Connection, link_id: str) -> Link:
    """Return one link. Raises NotFound."""
    row = connection.execute(select(links).where(links.c.id == link_id)).one_or_none()
    if row is None:
        raise NotFound(what="link", id=link_id)
    return _link(row)


def every(connection: Connection) -> list[Link]:
    """Return all links, the oldest first."""
    return [_link(row) for row in connection.execute(select(links).order_by(links.c.id))]


def count(connection: Connection) -> int:
    """Return how many there are."""
    return connection.execute(select(func.count()).select_from(links)).scalar_one()


def approve(connection: Connection, link_id: str, now: datetime) -> None:
    """Remember that the user said yes to a plan of it; the first time counts."""
    statement = update(links).where(links.c.id == link_id, links.c.approved_at.is_(None))
    connection.execute(statement.values(approved_at=now))


def know(connection: Connection, link_id: str, knowledge: Knowledge) -> None:
    """Keep of what its bases are."""
    connection.execute(update(links).where(links.c.id == link_id).values(knowledge=_known(knowledge)))


def begin_anew(connection: Connection, link_id: str) -> None:
    """Let a link be as one that has never run."""
    connection.execute(update(links).where(links.c.id == link_id).values(knowledge=None, approved_at=None))


def note(
    connection: Connection,
    link_id: str,
    *,
    at: datetime,
    status: ItemStatus,
    error: str | None,
    detail: str,
    counts: Mapping[str, int],
) -> None:
    """Keep how a run of it ended, and what it counted."""
    values: dict[str, Any] = {
        "last_run_at": at,
        "last_status": status.value,
        "last_error": error,
        "last_detail": detail,
        "last_counts": dict(counts),
    }
    if status in {ItemStatus.SYNCED, ItemStatus.UNCHANGED}:
        values["last_success_at"] = at
    connection.execute(update(links).where(links.c.id == link_id).values(**values))


def _written(link: Link) -> dict[str, Any]:
    return {
        "name": link.name,
        "left_account_id": link.left_account_id,
        "right_account_id": link.right_account_id,
        "settings": encode_settings(link.settings),
        "enabled": link.enabled,
        "every_minutes": None if link.every is None else link.every // timedelta(minutes=1),
    }


def _link(row: Row[Any]) -> Link:
    return Link(
        id=row.id,
        name=row.name,
        left_account_id=row.left_account_id,
        right_account_id=row.right_account_id,
        settings=decode_settings(row.settings),
        enabled=row.enabled,
        approved_at=row.approved_at,
        every=None if row.every_minutes is None else timedelta(minutes=row.every_minutes),
        knowledge=_as_known(row.knowledge),
        last_run_at=row.last_run_at,
        last_success_at=row.last_success_at,
        last_status=None if row.last_status is None else ItemStatus(row.last_status),
        last_error=row.last_error,
        last_detail=row.last_detail,
        last_counts=row.last_counts or {},
        created_at=row.created_at,
    )


def encode_settings(settings: LinkSettings) -> Mapping[str, Any]:
    """Return settings as plain JSON, the same for equal ones."""
    return {
        "features": {
            feature.value: {
                "to_left": policy.to_left,
                "to_right": policy.to_right,
                "adds": policy.adds,
                "removes": policy.removes,
                "tie": policy.tie.value,
            }
            for feature, policy in sorted(settings.features.items())
        },
        "types": None if settings.types is None else sorted(settings.types),
        "sections": {side.value: sorted(keys) for side, keys in sorted(settings.sections.items())},
        "few": settings.limits.few,
        "share": settings.limits.share,
        "tolerance": settings.tolerance / _SECONDS,
        "play_window": settings.play_window / _SECONDS,
        "live": settings.live,
        # Left out where there are none, so that settings that say nothing of lists are as they ever were.
        **({"lists": sorted(settings.lists)} if settings.lists else {}),
    }


def decode_settings(value: Mapping[str, Any]) -> LinkSettings:
    """Undo `encode_settings`."""
    return LinkSettings(
        features={
            Feature(name): FeaturePolicy(**{**policy, "tie": Side(policy["tie"])})
            for name, policy in value["features"].items()
        },
        types=None if value["types"] is None else frozenset(MediaType(each) for each in value["types"]),
        sections={Side(side): frozenset(keys) for side, keys in value["sections"].items()},
        limits=Limits(few=value["few"], share=value["share"]),
        tolerance=timedelta(seconds=value["tolerance"]),
        play_window=timedelta(seconds=value["play_window"]),
        live=value.get("live", True),
        lists=frozenset(value.get("lists", ())),
    )


def _known(knowledge: Knowledge) -> Mapping[str, Any]:
    return {
        "revisions": {side.value: number for side, number in knowledge.revisions.items()},
        "seen_at": {
            side.value: {feature.value: moment_in(at) for feature, at in times.items()}
            for side, times in knowledge.seen_at.items()
        },
        "policy": knowledge.policy,
        "left": knowledge.left,
    }


def _as_known(value: Mapping[str, Any] | None) -> Knowledge | None:
    if value is None:
        return None
    return Knowledge(
        revisions={Side(side): number for side, number in value["revisions"].items()},
        seen_at={
            Side(side): {
                Feature(feature): moment for feature, at in times.items() if (moment := moment_of(at))
            }
            for side, times in value["seen_at"].items()
        },
        policy=value["policy"],
        left=value["left"],
    )
