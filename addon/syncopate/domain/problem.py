"""Something that needs the user."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One trouble; `id` is stable while it lasts, `key` an error key.

    `error` True: something does not work at all.
    """

    id: str
    key: str
    title: str
    detail: str
    error: bool = False
    placeholders: Mapping[str, str] = field(default_factory=dict)
