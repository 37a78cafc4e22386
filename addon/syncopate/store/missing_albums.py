"""Albums that a library lacks, whole or in part."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from syncopate.domain.album import Whereabouts
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
    """Return the albums of which no library has something, by name, each as in the library that has most.

    What lies in a library that cannot be read is unknown, which is not missing, but for what was `last_known`
    of it.
    """
    albums = {mirror.id: mirror for mirror in mirrors.every(connection, MirrorKind.ALBUM)}
    if not albums:
        return []
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
    places: dict[str, list[MissingAlbum]] = defaultdict(list)
    unknown = set[str]()
    for row in rows:
        if (record := records.get(row.id)) is None:
            continue
        if row.readable is False and not last_known:
            unknown.add(row.mirror_id)
        place = MissingAlbum(
            mirror=albums[row.mirror_id],
            library_id=row.library_id,
            library_name=row.library_name,
            record=record,
        )
        places[row.mirror_id].append(place)
    found = [
        max(there, key=lambda place: place.record.owned)
        for mirror_id, there in places.items()
        if mirror_id not in unknown and _lack([place.record for place in there])
    ]
    return sorted(found, key=lambda each: (each.mirror.name.casefold(), each.mirror.id))


def _lack(records: Sequence[AlbumRecord]) -> bool:
    """Tell whether anything is certainly missing of an album wherever it is kept."""
    if len({len(record.tracks) for record in records}) == 1 and records[0].tracks:
        each = zip(*(record.tracks for record in records), strict=True)
        return any(all(place.where is Whereabouts.MISSING for place in track) for track in each)
    return all(record.lacks for record in records)
