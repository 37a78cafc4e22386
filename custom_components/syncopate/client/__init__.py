"""The client of the engine's API: no Home Assistant in here."""

from .client import SyncopateClient
from .errors import (
    EngineError,
    EngineIncompatible,
    EngineRefused,
    EngineUnreachable,
    EngineUnreadable,
    KeyRefused,
)

__all__ = [
    "EngineError",
    "EngineIncompatible",
    "EngineRefused",
    "EngineUnreachable",
    "EngineUnreadable",
    "KeyRefused",
    "SyncopateClient",
]
