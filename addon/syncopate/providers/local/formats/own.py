"""Our own file: everything, as JSON, with a version; read and written without a loss."""

import json
from collections.abc import Sequence
from datetime import datetime

from syncopate.domain.watch import Record
from syncopate.errors import InvalidInput
from syncopate.providers.importing import Imported
from syncopate.providers.local import values as told
from syncopate.providers.local.formats.own_records import take_in
from syncopate.providers.local.formats.reading import Reading

NAME = "syncopate"
_FORMAT, _VERSION = "syncopate.watch", 1


def is_own(document: object) -> bool:
    """Tell whether it is one of our files, of whatever version."""
    return isinstance(document, dict) and document.get("format") == _FORMAT


def read(name: str, document: object, now: datetime) -> Imported:
    """Return what one of our files tells. Raises InvalidInput for one of a later version."""
    raw = told.object_in(document)
    version = raw.get("version")
    if isinstance(version, int) and version > _VERSION:
        raise InvalidInput(f"{name} was written by a newer version of Syncopate: update first.")
    if isinstance(version, bool) or version != _VERSION:
        raise InvalidInput(f"{name} is damaged: it does not say of which version it is.")
    listed = raw.get("records")
    if not isinstance(listed, list):
        raise InvalidInput(f"{name} is damaged: it has no records.")
    reading = Reading(NAME, now)
    for place, each in enumerate(listed, 1):
        take_in(reading, place, each)
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
        "lists": values.lists and told.lists_out(values.lists),
        "added_at": record.added_at and told.time_out(record.added_at),
        "length": record.length,
        "section": record.section,
        "playing": record.playing or None,
    }
    return {name: value for name, value in raw.items() if value is not None}
