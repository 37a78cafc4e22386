"""Cursors: what is known of a service's state, packed into a text that nobody else reads."""

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Mapping

from syncopate.domain.watch import Feature
from syncopate.providers._tracker.raw import Raw


def pack(state: Raw) -> str:
    """Return a state as a text."""
    return urlsafe_b64encode(zlib.compress(json.dumps(state, sort_keys=True).encode())).decode()


def unpack(cursor: str | None) -> Raw | None:
    """Return the state in a text, None where it is none of ours: then everything is read."""
    if cursor is None:
        return None
    try:
        found: object = json.loads(zlib.decompress(urlsafe_b64decode(cursor)))
    except ValueError, zlib.error, RecursionError:
        return None
    return found if isinstance(found, dict) else None


def shared_by(features: Collection[Feature], cursors: Mapping[Feature, str]) -> str | None:
    """Return the cursor that all features have, None where they have not one and the same."""
    told = {cursors.get(each) for each in features}
    return told.pop() if len(told) == 1 else None
