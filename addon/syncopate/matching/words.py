"""The words that name versions, as data."""

PHRASES = {
    "a cappella": "acappella",
    "a capella": "acappella",
    "sped up": "spedup",
    "speed up": "spedup",
    "re recorded": "rerecorded",
    "re recording": "rerecorded",
    "en vivo": "live",
    "en directo": "live",
    "ao vivo": "live",
    "dal vivo": "live",
    "en public": "live",
    "in concert": "live",
    "backing track": "karaoke",
    "8 bit": "8bit",
}
"""Several words that are one, on keys."""

ANYWHERE = {
    "remix": "remix",
    "remixed": "remix",
    "rmx": "remix",
    "bootleg": "remix",
    "mashup": "remix",
    "refix": "remix",
    "unplugged": "unplugged",
    "instrumental": "instrumental",
    "karaoke": "karaoke",
    "rehearsal": "rehearsal",
    "outtake": "outtake",
    "acappella": "acappella",
    "acapella": "acappella",
    "spedup": "sped up",
    "slowed": "slowed",
    "nightcore": "sped up",
    "8bit": "8-bit",
    "rerecorded": "re-recording",
    "orchestral": "orchestral",
    "symphonic": "orchestral",
    "tribute": "cover",
}
"""Words that name a recording wherever they stand in a bracket."""

AT_THE_EDGE = {
    "live": "live",
    "acoustic": "acoustic",
    "stripped": "acoustic",
    "demo": "demo",
    "demos": "demo",
    "cover": "cover",
    "dub": "dub",
    "extended": "extended",
    "reprise": "reprise",
    "duet": "duet",
    "dueto": "duet",
    "duett": "duet",
    "session": "session",
    "sessions": "session",
    "version": "version",
    "mix": "mix",
    "edit": "edit",
    "take": "take",
    "vocal": "vocal",
    "vocals": "vocal",
    "reimagined": "version",
}
"""Words that name a recording at the beginning or end of a bracket, or before one of `FOLLOWERS`."""

FOLLOWERS = frozenset(
    {
        "at",
        "in",
        "from",
        "on",
        "for",
        "version",
        "mix",
        "edit",
        "take",
        "session",
        "sessions",
        "recording",
        "by",
    }
    | {"performance", "demo", "remix", "remaster", "remastered"}
)

PACKAGING = frozenset(
    {
        "remaster", "remastered", "remasterd", "remastering", "remasterizado", "deluxe", "anniversary",
        "edition",
        "mono", "stereo", "explicit", "clean", "album", "single", "original", "bonus", "track", "digital",
        "digitally", "expanded", "special", "official", "video", "audio", "lyric", "lyrics", "hd", "hq", "4k",
        "ost", "soundtrack", "lp", "main", "standard", "full", "mv", "visualizer", "reissue", "release", "ep",
        "high", "resolution", "uncensored", "censored", "music", "edited",
    }
)  # fmt: skip
"""Words that name how a recording was sold, not another recording."""

ORIGIN = frozenset({"from", "aus", "de", "theme", "music", "original", "soundtrack"})
"""Words that begin a packaging remark like: from "Frozen"."""

SILENT = frozenset(
    {"the", "a", "an", "and", "of", "at", "in", "from", "on", "for", "by", "version", "performance"}
)
"""Words that name nothing inside a version's own name."""

LANGUAGES = frozenset(
    {
        "english",
        "spanish",
        "french",
        "german",
        "italian",
        "japanese",
        "korean",
        "chinese",
        "portuguese",
        "russian",
    }
    | {
        "deutsche",
        "deutsch",
        "español",
        "espanol",
        "spanglish",
        "mandarin",
        "jp",
        "kr",
        "arabic",
        "hindi",
        "swedish",
    }
)

LIVE_ALREADY = frozenset({"unplugged", "session", "rehearsal"})
"""Kinds that are played live anyway: "live" beside them says nothing more."""

LENGTHS = {"long": "extended", "extended": "extended", "short": "edit", "radio": "edit"}
"""Names of versions that tell their length alone."""
