"""The words that stand in albums' titles beside their names, as data."""

import re

PHRASES = {
    "super deluxe": "superdeluxe",
    "collector s": "collectors",
    "director s cut": "directorscut",
    "director s": "directorscut",
    "box set": "boxset",
    "bonus track": "bonus",
    "bonus tracks": "bonus",
    "bonus disc": "bonus",
    "bonus cd": "bonus",
    "re issue": "reissue",
    "re mastered": "remastered",
    "sound track": "soundtrack",
    "motion picture": "movie",
    "video game": "game",
    "a cappella": "acappella",
    "re recorded": "rerecorded",
    "taylor s version": "taylors version",
    "taylors version": "rerecorded",
    "in concert": "live",
    "en vivo": "live",
    "ao vivo": "live",
    "dal vivo": "live",
    "en directo": "live",
    "en public": "live",
    "sped up": "spedup",
    "bande originale": "soundtrack",
    "banda sonora": "soundtrack",
    "colonna sonora": "soundtrack",
    "original cast": "castrecording",
    "cast recording": "castrecording",
}
"""Several words that are one, on keys."""

CONTENTS = frozenset(
    {
        "deluxe", "superdeluxe", "expanded", "anniversary", "bonus", "special", "limited", "collectors",
        "legacy", "platinum", "complete", "extended", "tour", "ultimate", "definitive", "boxset",
        "directorscut", "enhanced", "japanese", "japan", "uk", "us", "tv",
    }
)  # fmt: skip
"""Words of editions that hold other tracks, or another mastering."""

PACKAGING = frozenset(
    {
        "remaster", "remastered", "remastering", "reissue", "explicit", "clean", "edited", "censored",
        "uncensored", "digital", "mono", "stereo", "vinyl", "hd", "mp3", "24bit", "lossless",
    }
)  # fmt: skip
"""Words that name how the same album was sold."""

SILENT = frozenset(
    {
        "edition", "version", "album", "original", "standard", "international", "the", "lp", "cd",
        "release", "with", "hi", "res", "high", "resolution", "audio", "itunes", "spotify", "apple",
        "amazon", "music", "exclusive", "plus", "and", "digitally", "tracks", "track", "disc", "set", "of",
        "main", "full", "parental", "advisory",
        "super",
    }
)  # fmt: skip
"""Words that say nothing of an edition by themselves."""

EDITION_WORDS = CONTENTS | PACKAGING | SILENT

STRONG = frozenset(
    {
        "edition",
        "deluxe",
        "superdeluxe",
        "remaster",
        "remastered",
        "reissue",
        "anniversary",
        "expanded",
        "boxset",
    }
)
"""Words that make any bracket one about an edition."""

NEEDS_MORE = frozenset(
    {
        "special",
        "limited",
        "complete",
        "extended",
        "tour",
        "ultimate",
        "definitive",
        "legacy",
        "platinum",
        "clean",
    }
    | {"japan", "japanese", "uk", "us", "tv", "digital", "vinyl", "edited", "lossless"}
)
"""Words that are titles, too, when they stand alone."""

PLAIN_ENDINGS = frozenset({"deluxe", "super deluxe", "remastered", "expanded edition"})
"""Endings that are an edition without bracket or dash."""

SOUNDTRACK = frozenset(
    {
        "soundtrack",
        "soundtracks",
        "ost",
        "bso",
        "filmmusik",
        "サウンドトラック",
        "サントラ",
        "オリジナルサウンドトラック",
        "原声带",
    }
)
SCREEN = frozenset({"original", "movie", "film", "television", "tv", "series", "game", "cinema", "netflix"})

_KINDS = r"motion picture|movie|film|television|tv|series|video game|game|netflix|anime"
_SCREENED = rf"(?:the )?(?:original |official )?(?:(?:{_KINDS}) )*"
SOUNDTRACK_ENDINGS = tuple(
    (re.compile(pattern), meaning)
    for pattern, meaning in (
        (rf" (?:and )?{_SCREENED}(?:soundtracks?|sound track|ost)(?: album)?$", "soundtrack"),
        (rf" original (?:(?:{_KINDS}) )*score$", "score"),
        (rf" (?:the )?(?:music|songs) from (?:and inspired by )?(?:the )?(?:{_KINDS})$", "soundtrack"),
        (rf"^music from (?:and inspired by )?the (?:{_KINDS}) ", "soundtrack"),
        ("(?: ?オリジナル ?)?サウンドトラック", "soundtrack"),
    )
)
"""What stands at the end of a soundtrack's title without bracket or dash, on keys."""

VERSIONS = {
    "live": "live",
    "unplugged": "live",
    "acoustic": "acoustic",
    "instrumental": "instrumental",
    "instrumentals": "instrumental",
    "karaoke": "karaoke",
    "demo": "demo",
    "demos": "demo",
    "remix": "remix",
    "remixes": "remix",
    "remixed": "remix",
    "acappella": "a cappella",
    "orchestral": "orchestral",
    "rerecorded": "re-recording",
    "tribute": "tribute",
    "spedup": "sped up",
    "slowed": "slowed",
    "castrecording": "cast",
    "rehearsal": "rehearsal",
    "outtakes": "outtakes",
}
"""Words in brackets or after a dash that make other recordings of an album."""
