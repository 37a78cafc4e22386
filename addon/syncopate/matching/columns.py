"""Tracks as columns: a few hundred bytes each, made into objects again one at a time."""

from array import array
from collections.abc import Hashable
from datetime import timedelta

from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.media import AudioFormat, Track

_WIDEST = "Q"
_KINDS = tuple(IdKind)
_KIND_NUMBERS = {kind: number for number, kind in enumerate(_KINDS)}
_SHORT_UUID = 0x80
_UUID_BYTES = 16
_UUID_HYPHENS = (8, 12, 16, 20)
_MILLISECOND = timedelta(milliseconds=1)
_NO_PATH, _KEY_IS_PATH, _FIRST_FOLDER = range(3)


class Texts:
    """A column of texts: one run of bytes and where each text ends."""

    __slots__ = ("_bytes", "_ends")

    def __init__(self, typecode: str = "I") -> None:
        self._bytes = bytearray()
        self._ends = array(typecode)

    def __len__(self) -> int:
        return len(self._ends)

    @property
    def size(self) -> int:
        """Bytes in memory."""
        return len(self._bytes) + len(self._ends) * self._ends.itemsize

    def append(self, text: str) -> None:
        """Add a text; lone surrogates are kept."""
        self.append_bytes(text.encode("utf-8", "surrogatepass"))

    def append_bytes(self, data: bytes) -> None:
        """Add bytes."""
        self._bytes += data
        end = len(self._bytes)
        try:
            self._ends.append(end)
        except OverflowError:
            self._ends = array(_WIDEST, self._ends)
            self._ends.append(end)

    def __getitem__(self, row: int) -> str:
        return self.bytes_at(row).decode("utf-8", "surrogatepass")

    def bytes_at(self, row: int) -> bytes:
        """Return the bytes of a row."""
        ends = self._ends
        return bytes(self._bytes[ends[row - 1] if row else 0 : ends[row]])


class Numbers:
    """A column of whole numbers that may be missing; the few that do not fit its width lie aside."""

    __slots__ = ("_held", "_largest", "_missing", "_odd", "_smallest")

    def __init__(self, typecode: str) -> None:
        self._held = array(typecode)
        bits = 8 * self._held.itemsize - 1
        self._missing = -(1 << bits)
        self._smallest = self._missing + 2
        self._largest = (1 << bits) - 1
        self._odd: dict[int, int] = {}

    @property
    def size(self) -> int:
        """Bytes in memory."""
        return len(self._held) * self._held.itemsize

    def append(self, number: int | None) -> None:
        """Add a number."""
        if number is None:
            self._held.append(self._missing)
        elif self._smallest <= number <= self._largest:
            self._held.append(number)
        else:
            self._odd[len(self._held)] = number
            self._held.append(self._missing + 1)

    def __getitem__(self, row: int) -> int | None:
        held = self._held[row]
        if held >= self._smallest:
            return held
        return None if held == self._missing else self._odd[row]


class Shared[T: Hashable]:
    """A column of values that come again and again: each is held once."""

    __slots__ = ("_known", "_rows", "_values")

    def __init__(self) -> None:
        self._values: list[T] = []
        self._known: dict[T, int] = {}
        self._rows = array("I")

    @property
    def size(self) -> int:
        """Bytes in memory, the values taken for short texts."""
        return len(self._rows) * self._rows.itemsize + 100 * len(self._values)

    def append(self, value: T, offset: int = 0) -> None:
        """Add a value."""
        number = self._known.get(value)
        if number is None:
            number = self._known[value] = len(self._values)
            self._values.append(value)
        self._rows.append(number + offset)

    def append_number(self, number: int) -> None:
        """Add a number that stands for no value: below the offset of all values."""
        self._rows.append(number)

    def number_at(self, row: int) -> int:
        """Return the number of a row."""
        return self._rows[row]

    def value(self, number: int) -> T:
        """Return the value of a number."""
        return self._values[number]

    def __getitem__(self, row: int) -> T:
        return self._values[self._rows[row]]

    def close(self) -> None:
        """Forget which values are known: nothing is added from now on."""
        self._known = {}


class Places:
    """A column of paths, taken apart into folders that are shared and names."""

    __slots__ = ("_folders", "_names")

    def __init__(self) -> None:
        self._folders: Shared[str] = Shared()
        self._names = Texts()

    @property
    def size(self) -> int:
        """Bytes in memory."""
        return self._folders.size + self._names.size

    def append(self, path: str) -> None:
        """Add a path."""
        cut = path.rfind("/") + 1
        self._folders.append(path[:cut], _FIRST_FOLDER)
        self._names.append(path[cut:])

    def append_other(self, number: int) -> None:
        """Add what is no path of this column."""
        self._folders.append_number(number)
        self._names.append_bytes(b"")

    def number_at(self, row: int) -> int:
        """Return what a row is: a path from `_FIRST_FOLDER` on."""
        return self._folders.number_at(row)

    def __getitem__(self, row: int) -> str:
        return self._folders.value(self._folders.number_at(row) - _FIRST_FOLDER) + self._names[row]

    def close(self) -> None:
        """Forget what only adding needs."""
        self._folders.close()


class Columns:
    """The tracks of a library by row. Rows are added, then the columns are closed and only read."""

    __slots__ = (
        "_album",
        "_album_artist",
        "_artists",
        "_disc",
        "_duration",
        "_format",
        "_ids",
        "_key",
        "_number",
        "_odd_durations",
        "_path",
        "_release",
        "_size",
        "_title",
        "_year",
    )

    def __init__(self) -> None:
        self._key, self._path = Places(), Places()
        self._title, self._ids = Texts(), Texts()
        self._artists: Shared[tuple[str, ...]] = Shared()
        self._album: Shared[str | None] = Shared()
        self._album_artist: Shared[str | None] = Shared()
        self._format: Shared[AudioFormat | None] = Shared()
        self._release: Shared[tuple[int | None, int | None, str | None]] = Shared()
        self._duration, self._size = Numbers("i"), Numbers("q")
        self._odd_durations: dict[int, timedelta] = {}
        self._disc, self._number, self._year = Numbers("h"), Numbers("h"), Numbers("h")

    def __len__(self) -> int:
        return len(self._title)

    @property
    def size(self) -> int:
        """Bytes in memory."""
        columns = (
            *(self._key, self._path, self._title, self._ids, self._artists, self._album, self._album_artist),
            *(self._format, self._release, self._duration, self._size),
            *(self._disc, self._number, self._year),
        )
        return sum(column.size for column in columns)

    def append(self, track: Track) -> None:
        """Add a track as the next row."""
        self._key.append(track.key)
        if track.path is None:
            self._path.append_other(_NO_PATH)
        elif track.path == track.key:
            self._path.append_other(_KEY_IS_PATH)
        else:
            self._path.append(track.path)
        self._append_duration(track.duration)
        self._title.append(track.title)
        self._artists.append(track.artists)
        self._album.append(track.album)
        self._album_artist.append(track.album_artist)
        self._format.append(track.format)
        self._release.append((track.track_total, track.disc_total, track.release_type))
        self._ids.append_bytes(_packed(track.ids) if track.ids else b"")
        self._size.append(track.size)
        self._disc.append(track.disc)
        self._number.append(track.number)
        self._year.append(track.year)

    def close(self) -> None:
        """Forget what only adding needs."""
        for column in (self._key, self._path, self._artists, self._album, self._album_artist, self._format):
            column.close()
        self._release.close()

    def track(self, row: int) -> Track:
        """Return the track of a row, equal to the one added."""
        track_total, disc_total, release_type = self._release[row]
        return Track(
            key=self._key[row],
            title=self._title[row],
            artists=self._artists[row],
            album=self._album[row],
            album_artist=self._album_artist[row],
            duration=self.duration(row),
            disc=self._disc[row],
            number=self._number[row],
            track_total=track_total,
            disc_total=disc_total,
            release_type=release_type,
            year=self._year[row],
            ids=_unpacked(self._ids.bytes_at(row)),
            path=self._path_of(row),
            size=self._size[row],
            format=self._format[row],
        )

    def key(self, row: int) -> str:
        """Return the library's own key of a row."""
        return self._key[row]

    def title(self, row: int) -> str:
        """Return the title of a row as it is written."""
        return self._title[row]

    def artists(self, row: int) -> tuple[str, ...]:
        """Return the names of a row's artists."""
        return self._artists[row]

    def duration(self, row: int) -> timedelta | None:
        """Return how long the track of a row is."""
        held = self._duration[row]
        if held is not None:
            return held * _MILLISECOND
        return self._odd_durations.get(row)

    def _append_duration(self, duration: timedelta | None) -> None:
        if duration is None:
            self._duration.append(None)
            return
        whole, rest = divmod(duration, _MILLISECOND)
        if rest:
            self._odd_durations[len(self)] = duration
        self._duration.append(None if rest else whole)

    def _path_of(self, row: int) -> str | None:
        number = self._path.number_at(row)
        if number == _NO_PATH:
            return None
        return self._key[row] if number == _KEY_IS_PATH else self._path[row]


def _packed(ids: frozenset[ExternalId]) -> bytes:
    """Ids one after the other: kind, then 16 bytes of a UUID or the length of a text and the text."""
    packed = bytearray()
    for each in ids:
        number, raw = _KIND_NUMBERS[each.kind], _uuid(each.value)
        if raw is not None:
            packed.append(number | _SHORT_UUID)
            packed += raw
        else:
            text = each.value.encode("utf-8", "surrogatepass")
            packed.append(number)
            packed += len(text).to_bytes(4)
            packed += text
    return bytes(packed)


def _unpacked(packed: bytes) -> frozenset[ExternalId]:
    """Undo `_packed`."""
    if not packed:
        return frozenset()
    ids: list[ExternalId] = []
    at = 0
    while at < len(packed):
        number = packed[at]
        at += 1
        if number & _SHORT_UUID:
            digits = packed[at : at + _UUID_BYTES].hex()
            at += _UUID_BYTES
            starts = (0, *_UUID_HYPHENS)
            value = "-".join(
                digits[start:end] for start, end in zip(starts, (*_UUID_HYPHENS, None), strict=True)
            )
        else:
            length = int.from_bytes(packed[at : at + 4])
            at += 4
            value = packed[at : at + length].decode("utf-8", "surrogatepass")
            at += length
        ids.append(ExternalId(_KINDS[number & ~_SHORT_UUID], value))
    return frozenset(ids)


def _uuid(text: str) -> bytes | None:
    """Return the 16 bytes of a UUID that comes back as it was written; None for anything else."""
    if len(text) != 36 or text[8] != "-" or not text.isascii():  # noqa: PLR2004 -- the form of a UUID
        return None
    digits = text.replace("-", "")
    try:
        raw = bytes.fromhex(digits)
    except ValueError:
        return None
    written = raw.hex()
    same = text == f"{written[:8]}-{written[8:12]}-{written[12:16]}-{written[16:20]}-{written[20:]}"
    return raw if same else None
