"""Titles put into the user's own lists and taken out of them, many at once, with an outcome for each."""

from collections.abc import Mapping, Sequence

from syncopate.domain.link import Action, WatchOperation
from syncopate.errors import SyncopateError
from syncopate.providers.trakt.client import Client
from syncopate.providers.trakt.naming import Entry, body_of, names_of
from syncopate.providers.trakt.outcomes import (
    UNCHANGED,
    UNRESOLVED,
    by_operation,
    of_additions,
    of_error,
    of_removals,
    together,
)
from syncopate.providers.trakt.personal_lists import PATH, PersonalList, personal_list, personal_lists
from syncopate.providers.watching import WatchOutcome

type Found = Mapping[int, Sequence[WatchOutcome]]
"""What became of the lines of operations, by the place of each."""


async def write_lists(client: Client, operations: Sequence[WatchOperation]) -> Sequence[WatchOutcome]:
    """Return what became of each operation; all are of one action, of any lists."""
    entries: dict[str, list[Entry]] = {}
    for place, operation in enumerate(operations):
        if lines := _entries(place, operation):
            entries.setdefault(operation.list_name, []).extend(lines)
    outcomes: dict[int, Sequence[WatchOutcome]] = {}
    if entries:
        try:
            there = await personal_lists(client)
        except SyncopateError as error:
            return [of_error(error, repeatable=True) if _named(one) else UNRESOLVED for one in operations]
        act = _taken_out if operations[0].action is Action.DELIST else _put_in
        for name, lines in entries.items():
            try:
                outcomes |= await act(client, [one for one in there if one.name == name], name, lines)
            except SyncopateError as error:
                # In a list a title stands once, however often it is put there.
                failed = of_error(error, repeatable=True)
                outcomes |= {line.of: (failed,) for line in lines}
    return [together(outcomes.get(place, ())) for place in range(len(operations))]


def _entries(place: int, operation: WatchOperation) -> list[Entry]:
    """Return the lines of an operation: one to put a title in, all to take it out, none without a name."""
    names = names_of(operation.keys, operation.title)
    return [Entry(of=place, name=name) for name in (names if operation.action.removes else names[:1])]


def _named(operation: WatchOperation) -> bool:
    return bool(names_of(operation.keys, operation.title))


async def _put_in(
    client: Client, there: Sequence[PersonalList], name: str, entries: Sequence[Entry]
) -> Found:
    """Put titles into the list of that name, which is made where there is none."""
    into = there[0] if there else await _made(client, name)
    answer = await client.post(into.items, body_of(entries), repeatable=True)
    return by_operation(entries, of_additions(entries, answer.raw, repeatable=True))


async def _made(client: Client, name: str) -> PersonalList:
    # Sent again it would be made twice.
    body = {"name": name, "privacy": "private"}
    return personal_list((await client.post(PATH, body, repeatable=False)).raw)


async def _taken_out(
    client: Client, there: Sequence[PersonalList], name: str, entries: Sequence[Entry]
) -> Found:
    """Take titles out of all lists of that name; the lists stay."""
    del name
    found: dict[int, list[WatchOutcome]] = {entry.of: [] for entry in entries}
    for one in there:
        answer = await client.post(f"{one.items}/remove", body_of(entries), repeatable=True)
        for place, outcomes in by_operation(entries, of_removals(entries, answer.raw)).items():
            found[place] += outcomes
    return {place: outcomes or [UNCHANGED] for place, outcomes in found.items()}
