"""What a server sends to a webhook: a form with JSON, and now and then a picture."""

import json
from typing import Any

from fakes.plex.describe import node
from fakes.plex.media import Item
from fakes.plex.nodes import plain
from fakes.plex.people import User
from fakes.plex.pictures import png
from fakes.plex.server import MediaServer
from fakes.plex.telling import FULL

BOUNDARY = "----------------------------dfe2d9dcbc11"
TYPE = f"multipart/form-data; boundary={BOUNDARY}"


def payload(server: MediaServer, event: str, user: User, item: Item, **more: Any) -> dict[str, Any]:
    """Return what is told of an event of a user's."""
    return {
        "event": event,
        "user": True,
        "owner": user is server.owner,
        "Account": {"id": user.id, "thumb": user.thumb, "title": user.title},
        "Server": {"title": server.name, "uuid": server.machine},
        "Player": {
            "local": True,
            "publicAddress": "203.0.113.7",
            "title": "Television",
            "uuid": "a-player-at-home",
        },
        "Metadata": plain(node(item, server.views(user), FULL))
        | {"librarySectionType": item.section.kind.word},
        **more,
    }


def form(told: Any, *, picture: bool = False) -> bytes:
    """Return the body that is sent."""
    text = told if isinstance(told, str) else json.dumps(told)
    parts = [
        b'Content-Disposition: form-data; name="payload"\r\nContent-Type: application/json\r\n\r\n'
        + text.encode()
    ]
    if picture:
        head = b'Content-Disposition: form-data; name="thumb"; filename="thumb.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
        parts.append(head + png("a picture"))
    line = f"--{BOUNDARY}".encode()
    return b"".join(line + b"\r\n" + part + b"\r\n" for part in parts) + line + b"--\r\n"
