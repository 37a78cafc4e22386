"""JSON:API documents (jsonapi.org) taken apart: what they tell, what comes along, where they go on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import parse_qs, urlsplit

from syncopate.errors import OddAnswer

WHAT = "TIDAL"
CURSOR = "page[cursor]"

type Raw = Mapping[str, object]
type Key = tuple[str, str]
"""A resource's type and its id."""


@dataclass(frozen=True, slots=True)
class Document:
    """`data` are resources, or only names of resources (type and id) that are among `known` as a rule.

    `cursor` is where the next page begins, None on the last one.
    """

    data: tuple[Raw, ...]
    known: Mapping[Key, Raw] = field(default_factory=dict)
    cursor: str | None = None

    @property
    def first(self) -> Raw:
        """The only resource there is. Raises OddAnswer where there is none."""
        if not self.data:
            raise OddAnswer(account=WHAT)
        return self.data[0]

    def whole(self, name: Raw) -> Raw | None:
        """Return the resource of that name; None where nothing is told of it, e.g. of removed ones."""
        return self.known.get(key_of(name))

    def related(self, owner: Raw, relation: str) -> list[Raw]:
        """Return the resources that one is related to, in order, as far as they are told."""
        names = inside(inside(owner, "relationships"), relation).get("data")
        found = [self.whole(name) for name in _listed(names)]
        return [one for one in found if one is not None]


def read(answer: object) -> Document:
    """Return what an answer tells. Raises OddAnswer for what is no document, or keeps its data back."""
    document = _raw(answer)
    data = None if document is None else document.get("data")
    if document is None or not isinstance(data, list | Mapping):
        raise OddAnswer(account=WHAT)
    told = _listed(data)
    known = {key_of(one): one for one in [*_listed(document.get("included")), *told] if "attributes" in one}
    return Document(tuple(told), known, _cursor(inside(document, "links")))


def key_of(name: Raw) -> Key:
    """Return type and id, either "" where it is not told."""
    return text(name, "type") or "", text(name, "id") or ""


def inside(raw: Raw, name: str) -> Raw:
    """Return an object in an object, an empty one where there is none."""
    return _raw(raw.get(name)) or {}


def text(raw: Raw, name: str) -> str | None:
    """Return a text that says something."""
    value = raw.get(name)
    return value.strip() or None if isinstance(value, str) else None


def _cursor(links: Raw) -> str | None:
    onward = text(links, "next")
    if onward is None:
        return None
    told = parse_qs(urlsplit(onward).query).get(CURSOR, [""])[0] or text(inside(links, "meta"), "nextCursor")
    if not told:
        # There is more, and no way to it.
        raise OddAnswer(account=WHAT)
    return told


def _listed(value: object) -> list[Raw]:
    values = value if isinstance(value, list) else [value]
    return [raw for one in values if (raw := _raw(one)) is not None]


def _raw(value: object) -> Raw | None:
    return cast("Raw", value) if isinstance(value, Mapping) else None
