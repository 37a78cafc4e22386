"""What each finding costs, and where the lines are drawn: the one place for weights."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Penalties (0..1), likenesses (0..1) and lengths (seconds); `scripts/tune-matching` chooses them."""

    threshold: float = 0.84
    """A match scores at least this."""
    gap: float = 0.04
    """A match is better than the next different recording by this."""
    review_floor: float = 0.55
    """Below this nothing is worth a look."""
    mention_floor: float = 0.15
    """Below this nothing is worth a mention."""
    sure: float = 0.93
    """From here on no further tracks are looked for."""

    reads_alike: float = 0.9
    """Transliterations or version names this much alike are the same."""
    reads_different: float = 0.5
    """Transliterations less alike than this are different names, where the script tells its sound."""
    contained: float = 0.85
    """A title is in a longer text when this much of it is."""

    title_other: float = 0.6
    """Another title: a gate, and so much less to be mentioned for."""
    title_says_nothing: float = 0.14
    """The same title, but one that names nothing ("Untitled"), and neither place nor length are the same."""
    title_subtitle: float = 0.03
    title_subtitle_alone: float = 0.14
    """The same where neither length nor album back it: it may name another version."""
    title_in_album: float = 0.02
    """One title has the other side's album behind it."""
    title_similar: float = 2.2
    """Times what lacks to full similarity."""
    title_other_word: float = 0.13
    """The difference is not a slip of the pen: it may be another word."""
    title_told_apart: float = 0.25
    """The difference is a single letter, a number, major or minor."""
    title_similar_floor: float = 0.80
    title_transliterated: float = 0.14
    title_other_script: float = 0.3
    title_spelling: float = 0.05
    backed: float = 0.55
    """What is left of a penalty for likeness where the lengths are the same."""
    well_backed: float = 0.125
    """What is left of it where album and length are the same."""
    backed_by_place: float = 0.125
    """What is left of it where album and place are the same."""
    floor_backed: float = 0.70
    """How much alike names must be where album and length are the same."""
    floor_by_place: float = 0.50
    """How much alike names must be where album and place are the same."""

    artist_other: float = 0.6
    """Another artist: a gate."""
    artist_guests: float = 0.005
    """Some artists are the same, others are named on one side only: enough to prefer who has all."""
    artist_above_only: float = 0.05
    artist_alias: float = 0.02
    artist_similar: float = 2.0
    """Times what lacks to full similarity."""
    artist_other_word: float = 0.1
    """The difference is not a slip of the pen: it may be another name."""
    artist_similar_floor: float = 0.85
    artist_words_shared: float = 0.12
    """One name's words are all in the other, where album and length are the same."""
    artist_other_players: float = 0.3
    """The composer is the same, the players seem not to be."""
    artist_transliterated: float = 0.12
    artist_other_script: float = 0.25
    artist_unknown: float = 0.2
    artist_unknown_both: float = 0.12
    """The same where neither side names one, and title and length are the same."""
    artist_billed: float = 0.2
    """One name is billed together with others that are not known."""
    artist_composer_only: float = 0.25
    """One side names the composer alone, the other those who play."""
    artist_guessed: float = 0.2
    """The title names this artist, but another one is given."""
    artist_unknown_same_album: float = 0.08
    artist_shortest: int = 4
    """Letters that a name needs to be compared by likeness."""

    version_other: float = 0.5
    """Another version: a gate."""
    version_other_length: float = 0.3
    """Only one side names an edit, and the lengths differ: a gate."""
    version_name_silent: float = 0.05
    version_left_out: float = 0.1
    """Only one side names the version, but album and length are the same."""
    version_in_doubt: float = 0.2
    version_by_duration: float = 0.05
    packaging_differs: float = 0.01
    other_mix: float = 0.05
    """Only one side is mixed anew."""
    mono_is_not_stereo: float = 0.06

    part_other: float = 0.5
    """Another part: a gate."""
    part_silent: float = 0.2

    duration_other: float = 0.4
    """Another length: a gate."""
    duration_unknown: float = 0.04
    duration_same: float = 2.0
    """Seconds that cost nothing: the lengths are the same."""
    duration_second: float = 0.012
    """For each second beyond."""
    duration_far: float = 0.1
    """The most that a duration within the gate costs."""
    duration_gate: float = 7.0
    """Seconds apart from which, with `duration_gate_share`, it is another recording."""
    duration_gate_named: float = 15.0
    """The same where both name the version."""
    duration_gate_share: float = 0.03

    album_differs: float = 0.02

    record_probable: float = 0.9
    """How likely two records, compared by all their words, must be one to be asked about."""
    record_probable_by_words: float = 0.5
    """The same where the words are the same, or nearly."""
    record_same_words: float = 0.93
    """Lines of words this much alike are nearly the same."""
    record_within: float = 0.97
    """A title is in the other record when this much of it is."""
    record_artist_within: float = 0.88
    """The same of an artist."""
    record_same_length: float = 2.0
    """Seconds that records may be apart."""
    record_names: float = 0.4
    """All words are nearly the same, but not each name."""


DEFAULT = Weights()
"""The weights in use."""
