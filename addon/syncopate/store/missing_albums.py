"""Albums that a library lacks, whole or in part."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from syncopate.domain.playlist import MirrorKind
from syncopate.store import album_matches, mirrors
from syncopate.store.album_matches import AlbumRecord
from syncopate.store.mirrors import Mirror
from syncopate.store.tables import libraries, mirrors as mirror_table, targets


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingAlbum:
    """A mirrored album with something missing, and what is known of it on that library."""

    mirror: Mirror
    library_id: str
    library_name: str
    record: AlbumRecord


def missing_albums(connection: Connection, *, last_known: bool = False) -> list[MissingAlbum]:
    """Return the albums with anything certainly missing, by name, each once.

    Of a library that cannot be read there is none, but for what was `last_known` of it.
    """
    albums = {mirror.id: mirror for mirror in mirrors.every(connection, MirrorKind.ALBUM)}
    rows = connection.execute(
        select(
            targets.c.id,
            targets.c.mirror_id,
            targets.c.library_id,
            libraries.c.name.label("library_name"),
            libraries.c.readable,
        )
        .join(libraries, libraries.c.id == targets.c.library_id)
        .join(mirror_table, mirror_table.c.id == targets.c.mirror_id)
        .where(mirror_table.c.kind == MirrorKind.ALBUM)
        .order_by(targets.c.id)
    ).all()
    records = album_matches.some(connection, [row.id for row in rows])
    found: dict[str, MissingAlbum] = {}
    for row in rows:
        record = records.get(row.id)
        away = row.readable is False and not last_known
        if record is None or not record.lacks or away or row.mirror_id in found:
            continue
        found[row.mirror_id] = MissingAlbum(
            mirror=albums[row.mirror_id],
            library_id=row.library_id,
            library_name=row.library_name,
            record=record,
        )
    return sorted(found.values(), key=lambda each: (each.mirror.name.casefold(), each.mirror.id))
