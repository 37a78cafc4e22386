"""From the client's errors to those of Home Assistant, each with a text in the user's language."""

from collections.abc import Generator
from contextlib import contextmanager
from http import HTTPStatus

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from .client import (
    EngineError,
    EngineIncompatible,
    EngineRefused,
    EngineUnreachable,
)
from .const import DOMAIN, ENGINE_ERRORS

_MISUSE = {
    HTTPStatus.NOT_FOUND,
    HTTPStatus.CONFLICT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
}
"""What the engine answers to requests that ask for the wrong thing, rather than fail."""


def text_of(error: EngineError) -> tuple[str, dict[str, str]]:
    """Return the key of the translated text and its placeholders."""
    match error:
        case EngineRefused() if error.key in ENGINE_ERRORS:
            return error.key, {"detail": error.detail}
        case EngineRefused():
            return "engine_error", {"key": error.key, "detail": error.detail}
        case EngineIncompatible():
            key = "engine_too_old" if error.engine_is_older else "integration_too_old"
            return key, {"version": error.engine_version}
        case EngineUnreachable():
            return "engine_unreachable", {"detail": str(error)}
        case _:
            return "engine_unreadable", {"detail": str(error)}


@contextmanager
def translated() -> Generator[None]:
    """Turn a client's error into Home Assistant's: misuse is the caller's fault, the rest a failure."""
    try:
        yield
    except EngineError as error:
        key, placeholders = text_of(error)
        misuse = isinstance(error, EngineRefused) and error.status in _MISUSE
        kind = ServiceValidationError if misuse else HomeAssistantError
        raise kind(
            translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
        ) from error
