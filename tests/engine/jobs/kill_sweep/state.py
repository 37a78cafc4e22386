"""What a household comes to: database, files, broker. Ids that are made on the way and times are told alike."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from house import House
from sqlalchemy import create_engine, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool
from syncopate.store import tables
from syncopate.store.database import with_driver

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(\+00:00|Z)?")
_LEFT_OUT = {
    # How often a run was begun anew, and when it was last heard of: about the attempts, not about their end.
    "runs": {"attempt"},
    "limits": {"amount", "at", "until"},
    "events": {"id"},
    "outbox": {"id"},
    "mirror_changes": {"id"},
    # Numbers given to rows; PostgreSQL does not give those again that went with a change undone.
    "tracks": {"id"},
    "albums": {"id"},
    "artists": {"id"},
    # Which run counted last; what it counted is compared.
    "libraries": {"scan_run"},
}

type State = dict[str, Any]


def state_of(house: House, broker: Path | None) -> State:
    """Return all that shall be the same however often it was killed."""
    engine = create_engine(with_driver(make_url(house.database_url)), poolclass=NullPool)
    try:
        with engine.connect() as connection:
            names = _names(connection)
            found: State = {
                table.name: sorted(
                    _row(row, table.name, names)
                    for row in connection.execute(select(table))
                    if table is not tables.writes or row.id in names
                )
                for table in tables.metadata.sorted_tables
            }
        found["open workflows"] = open_workflows(house)
    finally:
        engine.dispose()
    for path in sorted(house.live.rglob("*")):
        relative = path.relative_to(house.live)
        if path.is_file() and relative.parts[0] != "data" and path.suffix != ".flac":
            found[f"file {relative}"] = _plain(path.read_bytes().decode(), names)
    if broker is not None:
        found["broker"] = {
            _plain(topic, names): _plain(payload, names)
            for topic, payload in json.loads(broker.read_text()).items()
        }
    found["told twice"] = told_twice(re.sub(r"\d+$", "", identity) for identity in _identities(found))
    return found


def told_twice(identities: Iterable[object]) -> list[str]:
    """Return what is among them more than once."""
    return sorted(str(identity) for identity, count in Counter(identities).items() if count > 1)


def _names(connection: Any) -> Mapping[str, str]:
    """Return what ids stand for that are another each time."""
    made: dict[str, str] = {}
    for run in connection.execute(select(tables.runs).order_by(tables.runs.c.requested_at)):
        if not run.id.startswith("old"):
            made[run.id] = f"<run {run.job}>"
    for target in connection.execute(select(tables.targets)):
        made[target.id] = f"<target of {target.mirror_id}>"
    counted: Counter[str] = Counter()
    all_writes = connection.execute(select(tables.writes).order_by(tables.writes.c.id)).all()
    for place, write in enumerate(all_writes):
        later = any(
            (other.target_id, other.run_id, other.outcome) == (write.target_id, write.run_id, "applied")
            for other in all_writes[place + 1 :]
        )
        # That one was cut short before it took place, and made good, is told as it was.
        if write.error == "interrupted" and later:
            continue
        counted[write.target_id] += 1
        made[write.id] = f"<write {counted[write.target_id]}>"
    return made


def _row(row: Any, table: str, names: Mapping[str, str]) -> str:
    values = {
        name: _value(name, value, names)
        for name, value in row._mapping.items()
        if name not in _LEFT_OUT.get(table, ())
    }
    return json.dumps(values, sort_keys=True, default=repr)


def _value(name: str, value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, datetime):
        return "<time>"
    if isinstance(value, bytes):
        return "<bytes>"
    if isinstance(value, str):
        return _plain(value, names)
    if isinstance(value, Mapping):
        return {
            key: "<ms>" if key == "duration_ms" else _value(name, one, names) for key, one in value.items()
        }
    if isinstance(value, list | tuple):
        return [_value(name, one, names) for one in value]
    return value


def _plain(text: str, names: Mapping[str, str]) -> str:
    for made, name in names.items():
        text = text.replace(made, name)
    return _TIME.sub("<time>", text)


def _identities(found: State) -> list[str]:
    """Return what each event is about."""
    told = [json.loads(row) for row in found["events"]]
    about = ("type", "run_id", "name")
    return [
        " ".join(str(event[key]) for key in about) + f" {event['data'].get('playlist_id', '')}"
        for event in told
        if event["run_id"] is None or not event["run_id"].startswith(("old", "before"))
    ]


def open_workflows(house: House) -> list[str]:
    """Return the workflows that have not ended well."""
    schema = "" if house.server is None else "syncopate_jobs."
    engine = create_engine(with_driver(make_url(house.jobs_url)), poolclass=NullPool)
    with engine.connect() as connection:
        rows = connection.execute(
            text(f"SELECT name, status FROM {schema}workflow_status WHERE status <> 'SUCCESS'")  # noqa: S608
        )
        return sorted(f"{row.name} {row.status}" for row in rows)


def differences(calm: State, rough: State) -> list[str]:
    """Return in what they differ, one line each."""
    lines = []
    for part in sorted({*calm, *rough}):
        one, other = calm.get(part), rough.get(part)
        if one == other:
            continue
        if isinstance(one, list) and isinstance(other, list):
            less, more = Counter(one) - Counter(other), Counter(other) - Counter(one)
            lines += [f"{part} - {row}" for row in less.elements()]
            lines += [f"{part} + {row}" for row in more.elements()]
        else:
            lines += [f"{part} - {one!r}", f"{part} + {other!r}"]
    return lines


def done_again(diary: Path) -> list[str]:
    """Return what was known to be done and was done again all the same."""
    known: set[str] = set()
    targets: dict[str, str] = {}
    lines = []
    for kind, what in (json.loads(line) for line in diary.read_text().splitlines()):
        match kind:
            case "known item":
                item = what.split()[1]
                known.add(f"sync {item}")
            case "intended":
                write, target = what.split()
                targets[write] = target
            case "known write":
                known.add(f"write {targets[what]}")
            case "sync" | "write" if f"{kind} {what}" in known:
                lines.append(f"done again: {kind} {what}")
    return lines
