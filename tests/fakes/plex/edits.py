"""Changes to items as apps send them: `title.value=`, `label[0].tag.tag=`, and the locks that go with them."""

import re
from collections.abc import Mapping, Sequence

from fakes.plex.asking import RefusedError
from fakes.plex.media import Album, Artist, Collection, Item, Track
from fakes.plex.server import MediaServer

_VALUES = {
    "title": ("title", Item),
    "summary": ("summary", Artist | Album | Collection),
    "originalTitle": ("artist_name", Track),
    "studio": ("studio", Album),
}
_PASSED = re.compile(
    r"X-Plex-.*|include[A-Z].*|type|id|titleSort\.value|artist\.id\.value|\w+\.locked|args.*"
)
_VALUE = re.compile(r"(\w+)\.value")
_LABEL = re.compile(r"label\[(\d*)\]\.tag\.tag(-?)")


def apply(server: MediaServer, items: Sequence[Item], query: Mapping[str, str]) -> None:
    """Change the items; refused with 400, and nothing changed, when something is not known here."""
    changes: dict[str, str] = {}
    added: list[str] = []
    removed: list[str] = []
    for name, text in query.items():
        if _PASSED.fullmatch(name):
            continue
        if label := _LABEL.fullmatch(name):
            (removed if label[2] else added).extend(text.split(",") if label[2] else [text])
        elif (value := _VALUE.fullmatch(name)) and value[1] in _VALUES:
            changes[_VALUES[value[1]][0]] = text
        else:
            raise RefusedError(400)
    if any(not hasattr(item, name) for item in items for name in changes):
        raise RefusedError(400)
    if changes.get("title") == "":
        raise RefusedError(400)
    for item in items:
        server.library.edit(item, **changes)
        if added or removed:
            _label(server, item, added, removed)


def _label(server: MediaServer, item: Item, added: Sequence[str], removed: Sequence[str]) -> None:
    """Give the item these labels: those sent are all it has then, save that taking away leaves the others."""
    if isinstance(item, Artist | Album | Collection):
        left = [one for one in (added or item.labels) if one not in removed]
        server.library.edit(item, labels=list(dict.fromkeys(left)))
