"""Everything the client raises.

EngineError
├── EngineUnreachable      no answer, or not in time
├── EngineUnreadable       an answer that is none of this engine's
├── EngineIncompatible     engine and client are too far apart to understand each other
└── EngineRefused          the engine said no, and why: `key`, `status`, `detail`, `placeholders`
    └── KeyRefused         no key, or one that is wrong, expired or revoked
"""

from collections.abc import Mapping


class EngineError(Exception):
    """The root of the tree."""


class EngineUnreachable(EngineError):
    """The engine did not answer, or not in time."""


class EngineUnreadable(EngineError):
    """What answered does not speak as the engine does."""


class EngineIncompatible(EngineError):
    """Engine and client do not fit. `engine_is_older` tells which of the two wants an update."""

    def __init__(self, *, engine_is_older: bool, engine_version: str) -> None:
        self.engine_is_older = engine_is_older
        self.engine_version = engine_version
        older = "engine" if engine_is_older else "client"
        super().__init__(f"the {older} is too old (engine {engine_version})")


class EngineRefused(EngineError):
    """The engine's own error. `key` is stable, `detail` an English sentence without secrets."""

    def __init__(
        self, key: str, status: int, detail: str, placeholders: Mapping[str, str] | None = None
    ) -> None:
        self.key = key
        self.status = status
        self.detail = detail
        self.placeholders = dict(placeholders or {})
        super().__init__(f"{key}: {detail}")


class KeyRefused(EngineRefused):
    """The key is missing, wrong, expired or revoked."""
