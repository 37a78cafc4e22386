"""Whether this client and an engine understand each other."""

from .errors import EngineIncompatible
from .models import Info

API_VERSION = 1
"""The version of the engine's API that this client speaks."""


def check_version(info: Info) -> None:
    """Raise EngineIncompatible when the engine does not speak our version (any more, or yet)."""
    if info.min_api_version > API_VERSION:
        raise EngineIncompatible(engine_is_older=False, engine_version=info.version)
    if info.api_version < API_VERSION:
        raise EngineIncompatible(engine_is_older=True, engine_version=info.version)
