"""Covers as servers give them: we ask, with our login, and pass the picture on alone.

Nobody but the server ever sees the token, and nothing but the cover of a track of a library can be asked for.
"""

from syncopate.domain.server import Picture
from syncopate.domain.snapshot import Unknown
from syncopate.errors import NotFound, OddAnswer, Unreachable, error_with_key
from syncopate.providers.serving import Pictured
from syncopate.store import libraries, tracks
from syncopate.sync.kit import Kit
from syncopate.sync.providers import isolated, library_of

KINDS = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"})
"""What is passed on as a picture; an SVG may hold a program."""


async def cover_of(kit: Kit, library_id: str, track_key: str, size: int) -> Picture:
    """Return the cover of a track's album, about `size` pixels wide.

    Raises NotFound for a track that is not in the index or has no cover, Unreachable.
    """
    library = await kit.database.read(libraries.get, library_id)
    if await kit.database.read(tracks.get, library_id, track_key) is None:
        raise NotFound(what="track", id=track_key)
    source = await library_of(kit, library.account_id)
    if not isinstance(source, Pictured):
        raise NotFound(f"{library.name} has no covers.", what="cover", id=track_key)
    found = await isolated(source.picture(track_key, size), library.name)
    if isinstance(found, Unknown):
        raise error_with_key(found.reason, Unreachable)(what=library.name, account=library.name)
    if found.value is None:
        raise NotFound(what="cover", id=track_key)
    kind = found.value.content_type.partition(";")[0].strip().lower()
    if kind not in KINDS:
        raise OddAnswer(what=library.name)
    return Picture(content=found.value.content, content_type=kind)
