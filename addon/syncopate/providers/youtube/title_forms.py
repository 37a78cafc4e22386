"""The forms that titles of videos have, as patterns."""
# ruff: noqa: RUF001 -- dashes, quotes and brackets as they stand in titles

import re

BRACKETS = re.compile(r"\s*(?:\(([^()]*)\)|\[([^\[\]]*)\]|【([^【】]*)】|（([^（）]*)）|［([^［］]*)］)")
UNCLOSED = re.compile(r"\s*[(\[【（［]([^)\]】）］]*)$")
BARS = re.compile(r"\s+[|¦│]+\s+|\s*｜\s*|\s+//+\s+")
DASH = re.compile(r"\s+[-‐–—―−_]+\s+")
LOOSE_DASH = re.compile(r"(?<=\w)[-–—]\s+|\s+[-–—](?=\w)|\s*:\s+")
"""What stands for a dash where both sides are known anyway."""
LOOSE_ENDS = " \t-–—―_|,:;~/"

QUOTED = re.compile(
    r"^(?P<before>[^(\[\"“「『【‘']+?(?:\([^()]*\))?)\s*"
    r"(?:(?<=\s)\"(?P<a>[^\"]+)\"|“(?P<b>[^”]+)”|「(?P<c>[^」]+)」|『(?P<d>[^』]+)』"
    r"|(?<=\s)‘(?P<e>[^’]+)’|(?<=\s)'(?P<f>[^']+)'(?!\w)|【(?P<g>[^】]+)】)\s*(?P<after>.*)$"
)
"""Artist "Title", and what comes after it."""
AROUND = ('""', "''", "“”", "„“", "«»", "「」", "『』", "《》", "‘’")
"""Pairs of quotes that may stand around the whole title."""

_OFFICIAL = (
    r"official\s+(?:(?:hd|4k|music|lyrics?|live)\s+)*(?:video(?:\s*clip)?|audio|visuali[sz]er|m/?v|clip)"
)
TAIL = re.compile(
    rf"(?:[\s,:;~–—-]+|(?<=[】）」』]))(?:{_OFFICIAL}|music\s+video|lyrics?\s+video|video\s*clip(?:\s+oficial)?"
    r"|video\s+oficial|clip\s+officiel|offizielles\s+(?:musik)?video|with\s+lyrics|m/?v|hd|hq|4k|full\s+hd"
    r"|visuali[sz]er|1080p|720p)\s*$",
    re.IGNORECASE,
)
HEAD = re.compile(rf"^(?:{_OFFICIAL})\s*[:–—-]\s*", re.IGNORECASE)
LYRICS = re.compile(r"[\s,:;-]+(?:lyrics?|letra|audio)\s*$", re.IGNORECASE)

PICTURES = re.compile("[\U0001f000-\U0001faff\U0000fe0f\U0000200d\U000020e3]+")
_ORNAMENTS = "\u2600-\u27bf⭐⬛✨♪♫★☆♥❤▶►●•◆■"
EDGES = re.compile(rf"^[{_ORNAMENTS}\s]+|[{_ORNAMENTS}\s]+$")
NUMBER = re.compile(r"#?\d{1,3}[.)]?")
