"""The ids of artists, albums and tracks on the wire: library and key in one word, safe in addresses."""

import base64
import binascii
from typing import Annotated

from fastapi import Path

from syncopate.errors import NotFound

_BETWEEN = "~"
_LONGEST = 8192

ItemId = Annotated[
    str,
    Path(
        min_length=3,
        max_length=_LONGEST,
        pattern=r"^[0-9A-Za-z_-]+~[0-9A-Za-z_-]+$",
        description="The id, as lists tell it.",
    ),
]


def item_id(library_id: str, key: str) -> str:
    """Return the id of something that a library knows by a key."""
    plain = base64.urlsafe_b64encode(key.encode("utf-8", "replace")).decode().rstrip("=")
    return f"{library_id}{_BETWEEN}{plain}"


def read_item_id(text: str, what: str) -> tuple[str, str]:
    """Return library and key of an id. Raises NotFound for one that nobody gave out."""
    library_id, _, plain = text.partition(_BETWEEN)
    try:
        key = base64.b64decode(plain + "=" * (-len(plain) % 4), altchars=b"-_", validate=True).decode()
    except binascii.Error, UnicodeDecodeError:
        raise NotFound(what=what, id=text[:100]) from None
    if not key or item_id(library_id, key) != text:
        raise NotFound(what=what, id=text[:100])
    return library_id, key
