"""One description of an answer, and the two ways it is sent: XML, or JSON when asked for."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

type Scalar = str | int | float | bool | None

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPECIAL = re.compile("[&<>\"'\\x00-\\x1f\\x7f]")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;", "\n": "&#10;", "\t": "&#9;"}


@dataclass(slots=True)
class Node:
    """An element. Attributes that are None are not sent.

    `name` is what a list of such elements is called in JSON, where it differs from the tag; a `single` one
    stands in JSON as an object of its own, not in a list.
    """

    tag: str
    attributes: Mapping[str, Scalar] = field(default_factory=dict)
    children: Sequence[Node] = ()
    name: str = ""
    single: bool = False


def container(attributes: Mapping[str, Scalar], children: Sequence[Node] = ()) -> Node:
    """Return what every answer of a server and the older ones of plex.tv are wrapped in."""
    return Node("MediaContainer", {"size": len(children)} | dict(attributes), children, single=True)


def as_json(node: Node) -> bytes:
    return json.dumps({node.name or node.tag: plain(node)}, ensure_ascii=False).encode()


def plain(node: Node) -> dict[str, Any]:
    """Return the element as JSON has it, without its own name."""
    answer: dict[str, Any] = {key: value for key, value in node.attributes.items() if value is not None}
    for child in node.children:
        if child.single:
            answer[child.name or child.tag] = plain(child)
        else:
            answer.setdefault(child.name or child.tag, []).append(plain(child))
    return answer


def as_xml(node: Node) -> bytes:
    out = [_HEAD]
    _write(node, out)
    return "".join(out).encode()


def _write(node: Node, out: list[str]) -> None:
    out.append(f"<{node.tag}")
    for key, value in node.attributes.items():
        if value is not None:
            out.append(f' {key}="{_text(value)}"')
    if not node.children:
        out.append("/>\n")
        return
    out.append(">\n")
    for child in node.children:
        _write(child, out)
    out.append(f"</{node.tag}>\n")


def _text(value: Scalar) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    text = str(value)
    return _SPECIAL.sub(lambda found: _ESCAPES.get(found[0], ""), text) if _SPECIAL.search(text) else text


_ONE_OF = {
    "resources": "resource",
    "connections": "connection",
    "users": "user",
    "features": "feature",
    "entitlements": "entitlement",
    "roles": "role",
    "subscriptions": "subscription",
    "errors": "error",
}


def tree(tag: str, value: Any) -> Node:
    """Return the XML element of what plex.tv's second API sends as JSON: lists are wrapped, null is empty."""
    if isinstance(value, list):
        one = _ONE_OF.get(tag, tag)
        return Node(tag, {}, [tree(one, item) for item in value])
    if not isinstance(value, dict):
        return Node(tag, {"id": value})
    flat = {key: item for key, item in value.items() if not isinstance(item, dict | list)}
    deep = [tree(key, item) for key, item in value.items() if isinstance(item, dict | list)]
    return Node(tag, {key: "" if item is None else item for key, item in flat.items()}, deep)
