"""Relative addresses: the same page is reached under any prefix."""

from urllib.parse import quote, urlencode


def root_of(path: str) -> str:
    """Return what leads from a page back to the top: "./" for /log, "../" for /log/1."""
    depth = max(path.count("/") - 1, 0)
    return "../" * depth or "./"


def segment(text: str) -> str:
    """Return text as one part of a path."""
    return quote(text, safe="")


def with_query(path: str, **values: object) -> str:
    """Return the path with what is given and not None or empty."""
    query = urlencode({name: str(value) for name, value in values.items() if value not in {None, ""}})
    return f"{path}?{query}" if query else path


def inside(back: str) -> str:
    """Return a page of ours to go back to, from the top without its slash; the overview for anything else."""
    if not back.startswith("/") or back.startswith("//") or "\\" in back or not back.isprintable():
        return ""
    return back[1:]


def is_address(place: str | None) -> bool:
    """Tell whether a place can be opened in a browser: a path of a file cannot."""
    return place is not None and place.startswith(("http://", "https://"))


def initials(name: str) -> str:
    """Return one or two letters that stand for a name where there is no cover."""
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0] for word in words[:2]).upper() or (name.strip()[:1] or "♪")


def hue(name: str) -> int:
    """Return which of eight calm colours a name has, the same one always."""
    return sum(name.encode("utf-8", "replace")) % 8
