"""A part of a library, written once and then only read: columns, postings and vocabularies."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from syncopate.domain.media import Track
from syncopate.matching.columns import Columns, Texts
from syncopate.matching.filing import file_track
from syncopate.matching.postings import MAX_ROWS, Postings, Writer
from syncopate.matching.vocabulary import Vocabulary, VocabularyWriter


@dataclass(frozen=True, slots=True)
class Segment:
    """Tracks by row. `artists` and `words` know what keys of artists and words of titles there are."""

    columns: Columns
    postings: Postings
    words: Vocabulary
    artists: Vocabulary
    bases: Texts

    @classmethod
    def of(cls, tracks: Iterable[Track]) -> Segment:
        """Take tracks in, one at a time. ValueError above 16 million."""
        columns, writer, bases = Columns(), Writer(), Texts()
        words, artists = VocabularyWriter(), VocabularyWriter()
        for row, track in enumerate(tracks):
            if row >= MAX_ROWS:
                raise ValueError("too many tracks for one index")
            columns.append(track)
            base = file_track(row, track, writer.add, words, artists)
            bases.append("" if base == track.title.lower() else base)
        columns.close()
        return cls(columns, writer.close(), words.close(), artists.close(), bases)

    def __len__(self) -> int:
        return len(self.columns)

    @property
    def size(self) -> int:
        """Bytes in memory."""
        parts = (self.columns, self.postings, self.words, self.artists, self.bases)
        return sum(part.size for part in parts)

    def base(self, row: int) -> str:
        """Return the base title key of a row."""
        return self.bases[row] or self.columns.title(row).lower()


@dataclass(frozen=True, slots=True)
class Gone:
    """Rows of a segment that are out of date, and the names that they were filed under."""

    rows: frozenset[int]
    postings: Postings

    @property
    def size(self) -> int:
        """Bytes in memory, roughly."""
        return 64 * len(self.rows) + self.postings.size

    def and_also(self, rows: Collection[int], segment: Segment) -> Gone:
        """Return it with more rows of the same segment."""
        more = frozenset(rows) - self.rows
        if not more:
            return self
        writer, words, artists = Writer(self.postings), VocabularyWriter(), VocabularyWriter()
        for row in more:
            file_track(row, segment.columns.track(row), writer.add, words, artists)
        return Gone(self.rows | more, writer.close())


NOTHING_GONE = Gone(frozenset(), Writer().close())
