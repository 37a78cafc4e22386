"""Our own file: everything, as JSON, with a version; read and written without a loss."""

import json
from collections.abc import Sequence
from datetime import datetime

from syncopate.domain.watch import Record, Values
from syncopate.errors import InvalidInput
from syncopate.providers.importing import Imported
from syncopate.providers.local import values as told
from syncopate.providers.local.formats.reading import Reading

NAME = "syncopate"
_FORMAT, _VERSION = "syncopate.watch", 1


def is_own(document: object) -> bool:
    """Tell whether it is one of our files, of whatever version."""
    return isinstance(document, dict) and document.get("format") == _FORMAT


def read(name: str, document: object, now: datetime) -> Imported:
    """Return what one of our files tells. Raises InvalidInput for one of a later version."""
    raw = told.object_in(document)
    if raw.get("version") != _VERSION:
        raise InvalidInput(f"{name} was written by a newer version of Syncopate: update first.")
    listed = raw.get("records")
    if not isinstance(listed, list):
        raise InvalidInput(f"{name} is damaged: it has no records.")
    reading = Reading(NAME, now)
    for place, each in enumerate(listed, 1):
        try:
            reading.records.append(_record_in(told.object_in(each)))
        except ValueError as error:
            reading.skip(place, f"The record is damaged: {error}.")
    return reading.imported


def write(records: Sequence[Record]) -> bytes:
    """Return a file of records."""
    document = {"format": _FORMAT, "version": _VERSION, "records": [_record_out(each) for each in records]}
    return json.dumps(document, indent=1).encode()


def _record_out(record: Record) -> told.Raw:
    values = record.values
    raw: told.Raw = {
        "key": record.key,
        "title": told.title_out(record.title),
        "watched": values.watched and told.watched_out(values.watched),
        "position": values.position and told.position_out(values.position),
        "rating": values.rating and told.rating_out(values.rating),
        "listed": values.listed and told.listed_out(values.listed),
        "added_at": record.added_at and told.time_out(record.added_at),
        "length": record.length,
        "section": record.section,
        "playing": record.playing or None,
    }
    return {name: value for name, value in raw.items() if value is not None}


def _record_in(raw: told.Raw) -> Record:
    key, added_at, section = raw.get("key"), raw.get("added_at"), raw.get("section")
    watched, position, rating, listed = (
        raw.get(name) for name in ("watched", "position", "rating", "listed")
    )
    return Record(
        key=key if isinstance(key, str) else "",
        title=told.title_in(raw.get("title")),
        values=Values(
            watched=None if watched is None else told.watched_in(watched),
            position=None if position is None else told.position_in(position),
            rating=None if rating is None else told.rating_in(rating),
            listed=None if listed is None else told.listed_in(listed),
        ),
        added_at=None if added_at is None else told.time_in(added_at),
        length=None if raw.get("length") is None else told.number_in(raw, "length"),
        section=section if isinstance(section, str) else None,
        playing=raw.get("playing") is True,
    )
