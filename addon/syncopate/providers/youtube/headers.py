"""Request headers as people copy them out of a browser: in lines, one after the other, as cURL, as JSON.

Only what signs in is kept: the cookies, and which of several accounts it is.
"""

import json
import re
from collections.abc import Mapping
from contextlib import suppress

from syncopate.errors import InvalidInput

_PROOF = "__Secure-3PAPISID"
"""The cookie from which every request is signed anew."""
_KEPT = ("x-goog-authuser", "x-goog-pageid", "x-goog-visitor-id")
_ORIGIN = "https://music.youtube.com"
_LONGEST = 50_000
_COOKIE = re.compile(r"([!#$%&'*+.^_`|~\w-]+)=([^\s;,\"'\\]*)")
_OF_CURL = re.compile(r"(?:-H|--header|-b|--cookie)\s+\$?\^?(['\"])(.*?)\^?\1(?=\s|$)", re.DOTALL)
_RUN_TOGETHER = re.compile(
    r"(accept(?:-encoding|-language)?|authorization|cache-control|connection|content-(?:encoding|length|type)|"
    r"cookie|dnt|host|origin|pragma|priority|referer|sec-[a-z-]+|te|user-agent|x-[a-z-]+):\s",
    re.IGNORECASE,
)
"""Headers of browsers, in a text that has lost its line breaks."""


def sealed(pasted: str) -> str:
    """Return what is kept of pasted headers, as text. Raises InvalidInput where they do not sign in."""
    text = pasted.strip()
    if len(text) > _LONGEST:
        raise InvalidInput("These are no request headers of one request.", field="headers")
    found = _of_json(text) if text.startswith("{") else _of_text(text)
    cookies = dict(_COOKIE.findall(found.get("cookie", "")))
    if not cookies.get(_PROOF):
        raise InvalidInput(
            "These headers sign nobody in: they need a line that begins with cookie, of a browser that is "
            "signed in at music.youtube.com.",
            field="headers",
        )
    kept = {name: found[name] for name in _KEPT if found.get(name)}
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return json.dumps({"x-goog-authuser": "0", **kept, "cookie": cookie}, sort_keys=True)


def opened(stored: str) -> Mapping[str, str]:
    """Return the headers to send, of what was stored or pasted. Raises InvalidInput."""
    kept: Mapping[str, str] = json.loads(sealed(stored))
    return {
        **kept,
        "origin": _ORIGIN,
        "accept": "*/*",
        "content-type": "application/json",
        # The library sees by this how it is to sign, and does so for every request.
        "authorization": "SAPISIDHASH",
    }


def _of_json(text: str) -> Mapping[str, str]:
    with suppress(ValueError, RecursionError):
        raw = json.loads(text)
        if isinstance(raw, dict):
            return {str(name).lower(): value for name, value in raw.items() if isinstance(value, str)}
    raise InvalidInput("These headers begin like JSON, but are none.", field="headers")


def _of_text(text: str) -> Mapping[str, str]:
    """Return headers by name. Some browsers copy name and value in lines of their own."""
    lines = [found[2].replace("^", "") for found in _OF_CURL.finditer(text)]
    if not lines:
        lines = text.splitlines()
        lines = _RUN_TOGETHER.sub(r"\n\1: ", text).splitlines() if len(lines) == 1 else lines
    found: dict[str, str] = {}
    waiting = ""
    for line in lines:
        name, colon, value = (part.strip() for part in line.strip().removeprefix(":").partition(":"))
        if colon and value and name.lower() not in found and " " not in name:
            found[name.lower()] = value
        elif waiting and line.strip():
            found.setdefault(waiting, line.strip())
        waiting = name.lower() if name and not value and not waiting else ""
    if "cookie" not in found and _PROOF in text:
        # The cookies alone, or as cURL has them.
        found["cookie"] = next((line for line in lines if _PROOF in line), text)
    return {name: value for name, value in found.items() if value.isascii() and value.isprintable()}
