"""The part of the search's language that is understood here: phrases in fields, joined by AND, or by OR."""

import re
from collections.abc import Callable, Mapping

type Fields = Mapping[str, str]

_PHRASE = re.compile(r'([a-z]+):"((?:[^"\\]|\\.)*)"')
_ESCAPED = re.compile(r"\\(.)")
_LOOSE = re.compile(r'(?<!\\)[-+&|!(){}\[\]^"~*?:/]')


class Nonsense(Exception):
    """What is no query."""


def words(text: str) -> list[str]:
    """Return the words of a text, in lower case."""
    return re.findall(r"\w+", text.casefold())


def plain(query: str) -> Callable[[Fields], bool]:
    """Return what tells whether all words that somebody typed are in one thing."""
    wanted = set(words(query))
    return lambda fields: bool(wanted) and wanted <= set(words(" ".join(fields.values())))


def lucene(query: str, known: frozenset[str]) -> Callable[[Fields], bool]:
    """Return what tells whether a thing is wanted. Raises Nonsense; `known` are the fields there are."""
    joins = {join for join in (" AND ", " OR ") if join in _PHRASE.sub("x", query)}
    if len(joins) > 1:
        raise Nonsense("AND and OR at once")
    join = joins.pop() if joins else " AND "
    found = list(_PHRASE.finditer(query))
    if join.join(one[0] for one in found) != query or not found:
        raise Nonsense(query)
    conditions: list[tuple[str, list[str]]] = []
    for one in found:
        if one[1] not in known or _LOOSE.search(one[2].replace("\\\\", "")):
            raise Nonsense(one[0])
        conditions.append((one[1], words(_ESCAPED.sub(r"\1", one[2]))))
    every = all if join == " AND " else any
    return lambda fields: every(_holds(fields.get(name, ""), wanted) for name, wanted in conditions)


def _holds(text: str, wanted: list[str]) -> bool:
    """Tell whether the words are in a text in this order, one after the other."""
    there = words(text)
    places = range(len(there) - len(wanted) + 1)
    return bool(wanted) and any(there[at : at + len(wanted)] == wanted for at in places)
