"""Column types that hold the same on SQLite and PostgreSQL."""

import json
from datetime import UTC, datetime
from typing import Any, override

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Text, TypeDecorator

from syncopate.store.encoding import JsonValue, clean


class Utc(TypeDecorator[datetime]):
    """An aware datetime, kept as UTC (SQLite knows no zones)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        return value.astimezone(UTC)

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text from outside, freed of what no database takes (NUL, lone surrogates)."""

    impl = Text
    cache_ok = True

    @override
    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else clean(value)


Sorted = Text().with_variant(Text(collation="C"), "postgresql")
"""What lists are put in order by: compared letter by letter, on both databases alike."""

Counted = BigInteger().with_variant(Integer(), "sqlite")
"""A number that the database gives out; SQLite does so for INTEGER alone, which is as large there."""


class Json(TypeDecorator[JsonValue]):
    """JSON kept as text: the same bytes on both databases, comparable, and NULL for None."""

    impl = Text
    cache_ok = True

    @override
    def process_bind_param(self, value: JsonValue, dialect: Dialect) -> str | None:
        if value is None:
            return None
        # ASCII escapes keep NUL and lone surrogates out of the text; parsing gives them back as they were.
        return json.dumps(value, separators=(",", ":"), default=_plain)

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> JsonValue:
        if value is None:
            return None
        parsed: JsonValue = json.loads(value)
        return parsed


def _plain(value: object) -> object:
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if hasattr(value, "items"):
        return dict(value.items())
    raise TypeError(f"{type(value).__name__} is not JSON")
