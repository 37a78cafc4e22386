"""Forms that providers declare: their fields as they were sent."""

from collections.abc import Iterable
from typing import Protocol

from syncopate.providers.manifest import FieldKind
from syncopate.web.visit import Visit

PREFIX = "field."


class Asked(Protocol):
    """A field of a provider's form, or a question of a login."""

    @property
    def name(self) -> str:
        """What the provider calls it."""
        ...

    @property
    def kind(self) -> FieldKind:
        """How it is asked for."""
        ...


def sent(visit: Visit, fields: Iterable[Asked]) -> dict[str, str]:
    """Return what was entered; secrets left empty are left out, so that one that is kept stays."""
    given: dict[str, str] = {}
    for field in fields:
        value = visit.field(f"{PREFIX}{field.name}")
        if field.kind is FieldKind.SWITCH:
            given[field.name] = "true" if value == "on" else "false"
        elif value or field.kind is not FieldKind.SECRET:
            given[field.name] = value
    return given
