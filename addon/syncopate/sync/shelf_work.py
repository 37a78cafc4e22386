"""The work of putting a library together: in small parts, so that neither memory nor others' writes suffer.

Which tracks are one album is found with all of them streaming by; then albums are read, compared and written
some at a time, in the order of their keys. Of the tracks only their keys are held throughout.
"""

import uuid
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import batched
from typing import Concatenate

from syncopate.domain.media import Track
from syncopate.matching.albums_index import album_key, album_of
from syncopate.matching.artist_shelf import ArtistShelf
from syncopate.matching.shelving import Group, group_tracks
from syncopate.store import shelf_rows, shelves, tracks
from syncopate.store.browse_tables import genres, library_sums
from syncopate.store.database import Connection, Database
from syncopate.store.genres import GenreCounts
from syncopate.store.libraries import Library
from syncopate.store.library_sums import sums_of
from syncopate.store.listing import genres_of
from syncopate.store.shelf_rows import Row, ShelfTable
from syncopate.store.shelf_tables import albums, artists
from syncopate.store.shelves import Batch


def put_together(database: Database, library: Library, mark: str) -> None:
    """Keep the albums and artists that the library's tracks make, and `mark` when all of them are kept.

    Where another one does the same at once neither sets the mark: it is done again the next time.
    """
    _Shelving(database, library).run(mark)


class KeyList:
    """Keys of tracks by their rows, by the million: their letters and where each begins."""

    __slots__ = ("_ends", "_text")

    def __init__(self) -> None:
        self._text = bytearray()
        self._ends = array("Q", (0,))

    def noting(self, held: Iterable[Track]) -> Iterator[Track]:
        """Hand tracks on, and keep their keys."""
        for track in held:
            self._text += track.key.encode("utf-8", "surrogatepass")
            self._ends.append(len(self._text))
            yield track

    def at(self, row: int) -> str:
        """Return the key of a row."""
        return self._text[self._ends[row] : self._ends[row + 1]].decode("utf-8", "surrogatepass")


class _Shelving:
    """One library being put together."""

    def __init__(self, database: Database, library: Library) -> None:
        self._database = database
        self._id = library.id
        self._held = library.shelved
        self._claim = f"~{uuid.uuid4().hex[:30]}"
        self._alone = True
        self._keys = KeyList()
        self._people = ArtistShelf()
        self._genres = GenreCounts()

    def run(self, mark: str) -> None:
        """Do all of it."""
        groups, loose = self._database.look(self._grouped)
        found = set[str]()
        for part in _parts(_by_key(groups)):
            found.update(self._albums(part))
        del groups
        for rows in batched(loose, shelves.BATCH, strict=False):
            self._loose(rows)
        self._gone_albums(found)
        self._table(artists, (shelf_rows.artist_row(self._id, artist) for artist in self._people), "key")
        self._table(genres, self._genres.rows(self._id), "genre")
        self._table(library_sums, self._database.look(sums_of, self._id), "codec")
        if self._alone:
            counts = (len(found), len(self._people))
            self._database.change(shelves.settle, self._id, self._held, mark, counts=counts)

    def _grouped(self, connection: Connection) -> tuple[list[Group], array[int]]:
        return group_tracks(self._keys.noting(tracks.load(connection, self._id)))

    def _albums(self, part: Sequence[tuple[str, int, Group]]) -> list[str]:
        """Put some albums together; return the keys of those that are there."""
        keys = [[self._keys.at(row) for row in group.rows] for _key, _number, group in part]
        known = self._database.look(tracks.listed, self._id, [key for some in keys for key in some])
        batch = Batch()
        for (album_key_, number, group), some in zip(part, keys, strict=True):
            held = [known[key] for key in some if key in known]
            batch.keys.append(album_key_)
            if not held:
                # Taken away since the tracks were streamed.
                continue
            album = album_of(group, (each.track for each in held))
            links = self._people.add_album(album, number)
            owners = [artist for artist, own in links.items() if own]
            counts = self._genres.add((genres_of(each.genres) for each in held), owners)
            batch.albums.append(shelf_rows.album_row(self._id, album, held))
            batch.links.extend(shelf_rows.link_rows(self._id, album.key, links))
            batch.genres.extend(shelf_rows.album_genre_rows(self._id, album.key, counts))
            batch.moves.update({each.track.key: album.key for each in held if each.shelf != album.key})
        self._keep(batch)
        return [row["key"] for row in batch.albums]

    def _loose(self, rows: Iterable[int]) -> None:
        """Count tracks that are on no album."""
        held = self._database.look(tracks.listed, self._id, [self._keys.at(row) for row in rows]).values()
        self._people.add_loose(each.track for each in held)
        self._genres.add((genres_of(each.genres) for each in held), on_album=False)
        self._keep(Batch(moves={each.track.key: None for each in held if each.shelf is not None}))

    def _keep(self, batch: Batch) -> None:
        """Write what is other of some albums, all at once; only of a huge one tracks learn of it later."""
        changes = self._database.look(shelves.changes_of, self._id, batch)
        moves = list(batched(batch.moves.items(), shelves.BATCH, strict=False))
        if changes or moves:
            self._write(shelves.write, changes, moves[0] if moves else ())
        for more in moves[1:]:
            self._write(shelves.write, (), more)

    def _gone_albums(self, found: Collection[str]) -> None:
        gone = self._database.look(shelves.absent, self._id, albums, found)
        for part in batched(gone, shelves.GONE, strict=False):
            self._write(shelves.drop_albums, part)

    def _table(self, table: ShelfTable, rows: Iterable[Row], scope: str) -> None:
        """Bring one of the tables that are counted along in step."""
        found = set[str]()
        for part in batched(rows, shelves.BATCH, strict=False):
            named = {row[scope] for row in part}
            found |= named
            change = self._database.look(shelves.change_of, self._id, table, part, named)
            if change:
                self._write(shelves.write, [change])
        gone = self._database.look(shelves.absent, self._id, table, found)
        for some in batched(gone, shelves.GONE, strict=False):
            self._write(shelves.drop, table, some)

    def _write[**P](
        self, function: Callable[Concatenate[Connection, str, str, P], bool], *args: P.args, **kw: P.kwargs
    ) -> None:
        """Write in a transaction of its own. Only the first one may find what was there before."""
        claimed = self._database.change(function, self._id, self._claim, *args, **kw)
        if not claimed and self._held == self._claim:
            self._alone = False
        self._held = self._claim


def _by_key(groups: list[Group]) -> list[tuple[str, int, Group]]:
    """Return albums in the order of their keys, each with its place among all."""
    found: dict[str, tuple[str, int, Group]] = {}
    for number, group in enumerate(groups):
        key = album_key(group)
        if key in found:
            found[key][2].rows.extend(group.rows)
        else:
            found[key] = (key, number, group)
    return [found[key] for key in sorted(found)]


def _parts(found: Iterable[tuple[str, int, Group]]) -> Iterator[list[tuple[str, int, Group]]]:
    """Give albums a few at a time: about as many tracks as rows may be written at once."""
    part: list[tuple[str, int, Group]] = []
    size = 0
    for each in found:
        rows = len(each[2].rows)
        if part and size + rows > shelves.BATCH:
            yield part
            part, size = [], 0
        part.append(each)
        size += rows
    if part:
        yield part
