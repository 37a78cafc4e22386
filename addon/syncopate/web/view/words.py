"""Names as lists show them: some are longer than any page."""

from collections.abc import Iterable

LONGEST = 300
"""Letters of a name that a list shows; where one entry is shown the whole can be read."""

_NAMES = 20


def short(text: str | None, longest: int = LONGEST) -> str:
    """Return a name with an ellipsis for what is beyond the longest."""
    if not text or len(text) <= longest:
        return text or ""
    return f"{text[: longest - 1].rstrip()}…"


def short_names(names: Iterable[str]) -> str:
    """Return several names as one text, no longer than one may be."""
    known = list(names)
    told = ", ".join(short(name) for name in known[:_NAMES])
    return short(f"{told}, …" if len(known) > _NAMES else told)
