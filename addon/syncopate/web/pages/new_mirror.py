"""The part of a form that says how what is added shall be kept; the same wherever something is added."""

from collections.abc import Sequence
from dataclasses import dataclass

from syncopate.domain.playlist import TargetPolicy
from syncopate.errors import InvalidInput
from syncopate.store import libraries, members, mirrors
from syncopate.store.database import Connection
from syncopate.store.libraries import Library
from syncopate.store.members import Member
from syncopate.sync.mirrors import LONGEST_LABEL, LONGEST_NAME, NewMirror
from syncopate.web.sentences import FIELDS
from syncopate.web.visit import Visit

COLUMN = "column."
"""What the names of fields begin with that say which column of a table holds what."""

_LONGEST_INTERVAL = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What there is to choose from."""

    libraries: Sequence[Library]
    members: Sequence[Member]
    labels: Sequence[str]
    interval: int


async def choices_for(visit: Visit) -> Choices:
    """Gather it."""
    interval = visit.shell.settings.get("sync.default_interval_days")
    return await visit.kit.database.read(_gather, interval if isinstance(interval, int) else 1)


def _gather(connection: Connection, interval: int) -> Choices:
    return Choices(
        libraries=libraries.every(connection),
        members=members.every(connection),
        labels=mirrors.labels(connection),
        interval=interval,
    )


def bounded(visit: Visit, name: str, longest: int) -> str:
    """Return a field of the form. Raises InvalidInput where it is too long: nothing of it is cut off."""
    text = visit.field(name)
    if len(text) > longest:
        raise InvalidInput(f"{FIELDS[name]} has {longest} letters at most.", field=name)
    return text


def as_entered(
    visit: Visit,
    *,
    provider: str = "playlist_file",
    account: str | None = None,
    reference: str = "",
    named: bool = True,
) -> NewMirror:
    """Return what is to be added as the form says. `named` False: it keeps the name of its source.

    Raises InvalidInput.
    """
    interval, policy = visit.field("interval_days"), visit.field("policy")
    whole = interval.isascii() and interval.isdecimal() and int(interval[:4]) <= _LONGEST_INTERVAL
    if interval and not whole:
        raise InvalidInput("The interval is 0 to 365 days.", field="interval_days")
    known = {item.value for item in TargetPolicy}
    return NewMirror(
        provider=provider,
        account_id=account,
        reference=reference,
        name=(bounded(visit, "name", LONGEST_NAME) or None) if named else None,
        library_id=visit.field("library_id") or None,
        member_id=visit.field("member_id") or None,
        label=bounded(visit, "label", LONGEST_LABEL) or None,
        interval_days=int(interval) if interval else None,
        enabled=visit.field("off") != "on",
        policy=TargetPolicy(policy) if policy in known else TargetPolicy.MIRROR,
        options={
            name: value
            for name, value in visit.form.items()
            if name.startswith(COLUMN) and isinstance(value, str) and value
        },
    )
