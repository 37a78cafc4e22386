"""Addresses as people type them."""

import re
from contextlib import suppress

from yarl import URL

from syncopate.errors import InvalidInput

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_REST = re.compile(r"/rest(?:/[A-Za-z0-9]+(?:\.view)?)?$", re.IGNORECASE)
_APP = re.compile(r"/(?:app|login|index\.(?:html|view)|main\.view)$", re.IGNORECASE)


def candidates(typed: str) -> tuple[str, ...]:
    """Return where the server may be, the best first: without what belongs to its API or its pages.

    https comes before http where neither was typed. Raises InvalidInput.
    """
    text = typed.strip()
    schemes = ("",) if _SCHEME.match(text) else ("https://", "http://")
    return tuple(_clean(f"{scheme}{text}") for scheme in schemes)


def _clean(text: str) -> str:
    with suppress(ValueError):
        url = URL(text).with_query(None).with_fragment(None)
        if url.scheme in {"http", "https"} and url.host:
            path = _APP.sub("", _REST.sub("", url.path.rstrip("/")).rstrip("/"))
            return str(url.with_path(path.rstrip("/"))).rstrip("/")
    raise InvalidInput("Address is where the server is reached, e.g. http://192.168.1.5:4533.", field="url")
