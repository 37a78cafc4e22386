"""Our mark on a playlist: the last line of its comment, which people can bear to see.

A playlist is made without a comment; until it has one, the mark stands in its name. So it is found again
wherever its making was cut short, also on servers that do not tell the id of what they made.
"""

import re

_ID = r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
_LINE = re.compile(rf"\s*Kept by Syncopate · ({_ID})\s*$")
"""Also where a server made one line of all."""
_NAME = re.compile(rf" · ({_ID})$")


def unfinished(name: str, mark: str) -> str:
    """Return what a playlist is called before it has its comment."""
    return f"{name} · {mark}"


def comment(description: str | None, mark: str) -> str:
    """Return the comment of a playlist: the description, then the mark on a line of its own."""
    line = f"Kept by Syncopate · {mark}"
    return f"{description.strip()}\n\n{line}" if description and description.strip() else line


def description_of(said: str) -> str | None:
    """Return a comment without the mark, None when nothing is left."""
    return _LINE.sub("", said).strip() or None


def mark_of(name: str, said: str) -> str | None:
    """Return the mark that a playlist carries, None when it carries none."""
    found = _LINE.search(said) or _NAME.search(name)
    return found[1] if found else None
