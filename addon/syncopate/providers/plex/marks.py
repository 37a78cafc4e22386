"""Our mark on what we keep on a server: the last line of its summary, which people can bear to see.

Plex takes no summary where a playlist is made, so until it has one the mark stands in its title: cut short
between the two, it is found again all the same.
"""

import re

_LINE = re.compile(r"^Kept by Syncopate · (\S+)[ \t]*$", re.MULTILINE)
_TITLE = re.compile(r" · ([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})$")


def unfinished(name: str, mark: str) -> str:
    """Return the title of what has no summary yet."""
    return f"{name} · {mark}"


def marked(description: str, mark: str) -> str:
    """Return the summary: the description, and the mark as its last line."""
    line = f"Kept by Syncopate · {mark}"
    return f"{description.strip()}\n\n{line}" if description.strip() else line


def described(summary: str) -> str:
    """Return a summary without any mark."""
    return _LINE.sub("", summary).strip()


def mark_of(title: str, summary: str) -> str | None:
    """Return the mark that something carries, None when it carries none."""
    found = _LINE.findall(summary)
    if found:
        return str(found[-1])
    begun = _TITLE.search(title)
    return begun[1] if begun else None
