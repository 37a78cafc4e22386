"""Takes a page apart: what the site hands over to its own scripts, and the links below each heading.

The lists are in the former. Which releases are the staff's picks is in the latter alone.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from html import unescape
from typing import cast

from syncopate.errors import OddAnswer
from syncopate.providers.beatport.parse import Raw, listing_of, row_of
from syncopate.providers.beatport.rows import Card, Listing, Page, Row

WHAT = "Beatport"
_DATA = re.compile(
    r"<script(?=[^>]*\bid=[\"']__NEXT_DATA__[\"'])[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE
)
_SHOWN = re.compile(
    r"<h[1-4]\b[^>]{0,500}>(?P<heading>.{0,1000}?)</h[1-4]>"
    r"|<a\b(?P<anchor>[^>]{0,1000})>(?P<inside>.{0,3000}?)</a>"
    r"|\bdata-testid=\"(?P<card>[a-z0-9-]+-(?:picks|releases|charts))\"",
    re.DOTALL,
)
_HREF = re.compile(
    r"\bhref=\"(?:https://www\.beatport\.com)?/(release|chart|genre)/([^/\"?#]+)/(\d+)/?[\"?#]"
)
_TITLE = re.compile(r"\btitle=\"([^\"]*)\"")
_TAG = re.compile(r"<[^>]*>")
_BADGE = re.compile(r"\s+New$")
_GROUPS = ("tracks", "releases", "artists", "charts", "genres")
"""What the page of a search for everything is divided into."""


def read_page(content: bytes) -> Page:
    """Return what is on a page. Raises OddAnswer for one that is not the site's own."""
    html = content.decode("utf-8", "replace")
    found = _DATA.search(html)
    props = _props(found[1]) if found else None
    if found is None or props is None:
        raise OddAnswer(account=WHAT)
    states = list(_states(props))
    return Page(
        listings=tuple(listing for key, data in states for listing in _listings(key, data)),
        subjects=tuple(_subjects(props, states)),
        cards=tuple(_cards(html[: found.start()])),
    )


def _props(script: str) -> Raw | None:
    parsed: object = None
    with suppress(ValueError, RecursionError):
        parsed = json.loads(script)
    for name in ("props", "pageProps"):
        parsed = parsed.get(name) if isinstance(parsed, dict) else None
    return cast("Raw", parsed) if isinstance(parsed, dict) else None


def _states(props: Raw) -> Iterator[tuple[str, object]]:
    """Yield what the site asked itself, and the answer."""
    state = props.get("dehydratedState")
    queries = state.get("queries") if isinstance(state, dict) else None
    for query in queries if isinstance(queries, list) else []:
        if isinstance(query, dict) and isinstance(query.get("state"), dict):
            yield json.dumps(query.get("queryKey", "")), query["state"].get("data")


def _listings(key: str, data: object) -> Iterator[Listing]:
    listing = listing_of(key, data)
    if listing is not None:
        yield listing
    elif isinstance(data, dict):
        for name in _GROUPS:
            below = data.get(name)
            part = listing_of(f"{key} {name}", below) if isinstance(below, dict) else None
            if part is not None:
                yield part


def _subjects(props: Raw, states: list[tuple[str, object]]) -> Iterator[Row]:
    for value in (*props.values(), *(data for _, data in states)):
        if isinstance(value, dict):
            row = row_of(cast("Mapping[str, object]", value))
            if row is not None:
                yield row


def _cards(html: str) -> Iterator[Card]:
    heading = card = ""
    for shown in _SHOWN.finditer(html):
        if (said := shown["heading"]) is not None:
            heading, card = _plain(said).casefold(), ""
        elif shown["card"]:
            card = shown["card"].replace("-", " ")
        elif link := _HREF.search(shown["anchor"]):
            title = _TITLE.search(shown["anchor"])
            name = unescape(title[1]).strip() if title else ""
            yield Card(
                shelves=frozenset({heading, card} - {""}),
                kind=link[1],
                slug=link[2],
                id=link[3],
                name=name or _BADGE.sub("", _plain(shown["inside"])),
            )


def _plain(html: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", html)).split())
