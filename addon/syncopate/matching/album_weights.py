"""What each finding about an album costs, and where the lines are drawn: the one place for these weights."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AlbumWeights:
    """Penalties (0..1), shares (0..1) and counts."""

    threshold: float = 0.84
    """A match scores at least this."""
    gap: float = 0.04
    """A match is better than the next other album by this."""
    review_floor: float = 0.55
    """Below this nothing is worth a look."""

    title_subtitle: float = 0.03
    """Only one has a subtitle in brackets."""
    title_beginning: float = 0.1
    """One is what stands before the other's colon."""
    title_similar: float = 2.0
    """Times what lacks to full similarity."""
    title_similar_floor: float = 0.86
    title_transliterated: float = 0.1
    title_other_script: float = 0.17
    title_soundtrack_silent: float = 0.04
    """Only one says that it is a soundtrack."""
    reads_alike: float = 0.9
    reads_different: float = 0.5

    edition_packaging: float = 0.02
    """Remastered, explicit, mono: one says so, the other is silent."""
    edition_same_contents: float = 0.05
    """One says deluxe or so, but they hold the same tracks."""

    artists_performers: float = 0.04
    """Those who play are its artists, the album is filed under another."""
    artists_unknown: float = 0.06
    artists_various: float = 0.12
    """One is filed under nobody, the other under somebody."""
    artists_similar: float = 2.0
    artists_similar_floor: float = 0.88
    artists_transliterated: float = 0.1
    artists_by_tracks: float = 0.12
    """Other names, but the tracks are the same recordings."""
    artists_by_tracks_floor: float = 0.8

    tracks_agree: float = 0.75
    """The share of common tracks from which the lists agree."""
    tracks_differ: float = 0.34
    """Below this share they are other albums."""
    tracks_lacking: float = 0.35
    """Times the share of tracks that are not common."""
    tracks_fewest: int = 3
    """Lists shorter than this prove no difference."""
    tracks_unknown: float = 0.02

    count_each: float = 0.02
    """For each track more or less."""
    count_far: float = 0.08
    """The most that costs."""
    count_far_unseen: float = 0.14
    """The most where one of the lists is not known."""
    single_most: int = 3
    album_least: int = 7

    year_free: int = 1
    year_apart: float = 0.02
    year_apart_unseen: float = 0.17
    """Where nobody can compare the tracks, another year may be another album of the same name."""


DEFAULT = AlbumWeights()
