"""From JSON to the models and back.

Fields we do not know are passed over, enum values we do not know are UNKNOWN (the models see to that): an
engine that is newer than this client is understood as far as possible.
"""

from collections.abc import Callable
from typing import Any

from mashumaro.codecs.basic import BasicDecoder, BasicEncoder

from .errors import EngineUnreadable

_DECODERS: dict[type[Any], Callable[[Any], Any]] = {}
_ENCODERS: dict[type[Any], Callable[[Any], Any]] = {}


def decode[T](model: type[T], data: object) -> T:
    """Return the JSON value as this model. Raises EngineUnreadable."""
    if model not in _DECODERS:
        _DECODERS[model] = BasicDecoder(model).decode
    try:
        value: T = _DECODERS[model](data)
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise EngineUnreadable(f"not a {model.__name__}: {error}") from error
    return value


def encode(value: object) -> dict[str, Any]:
    """Return a model as JSON has it: times in ISO 8601, enums by their value."""
    kind = type(value)
    if kind not in _ENCODERS:
        _ENCODERS[kind] = BasicEncoder(kind).encode
    encoded: dict[str, Any] = _ENCODERS[kind](value)
    return encoded
