"""Where the folders of the server are for the other side: whole names of folders count, not beginnings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from syncopate.errors import InvalidInput

_ARROW = "=>"
_DRIVE = re.compile(r"[A-Za-z]:(?:[\\/]|$)")
_NETWORK = ("\\\\", "//")


@dataclass(frozen=True, slots=True)
class PathRule:
    """What lies in the folder `theirs` lies for us in `ours`."""

    theirs: tuple[str, ...]
    windows: bool
    ours: str


def read_rules(text: str) -> tuple[PathRule, ...]:
    """Return the rules in a text: "theirs => ours", on lines or parted by "|". Raises InvalidInput."""
    found = []
    for line in re.split(r"[\r\n|]+", text):
        if not line.strip():
            continue
        theirs, arrow, ours = (part.strip() for part in line.partition(_ARROW))
        if not arrow or not theirs or not ours:
            said = "Folders are written as theirs => ours, e.g. F:\\SageTV => /media/tv."
            raise InvalidInput(said, field="path_map")
        windows = is_windows(theirs)
        found.append(PathRule(tuple(_compared(_names(theirs), windows=windows)), windows, ours))
    return tuple(found)


def mapped(path: str, rules: Sequence[PathRule]) -> str:
    """Return where a file is for us: by the rule that names most of its folders, else as it is."""
    windows = is_windows(path)
    names = _names(path)
    compared = _compared(names, windows=windows)
    fitting = [
        rule
        for rule in rules
        if rule.windows == windows and tuple(compared[: len(rule.theirs)]) == rule.theirs
    ]
    if not fitting:
        return path
    rule = max(fitting, key=lambda each: len(each.theirs))
    separator = "\\" if is_windows(rule.ours) else "/"
    return separator.join((rule.ours.rstrip("\\/"), *names[len(rule.theirs) :]))


def is_windows(path: str) -> bool:
    """Tell whether a path is one of Windows, on a drive or in the network."""
    return path.startswith(_NETWORK) or _DRIVE.match(path) is not None


def _names(path: str) -> list[str]:
    """Return the names in a path in order, its root as the first of them."""
    if path.startswith(_NETWORK):
        return ["\\\\", *(name for name in re.split(r"[\\/]", path) if name)]
    if is_windows(path):
        return [name for name in re.split(r"[\\/]", path) if name]
    root = ["/"] if path.startswith("/") else []
    return [*root, *(name for name in path.split("/") if name)]


def _compared(names: Sequence[str], *, windows: bool) -> list[str]:
    return [name.casefold() for name in names] if windows else list(names)
