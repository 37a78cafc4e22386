"""Whose event it is: a server tells of all its users, and each of them is a world of their own."""

from enum import Enum, auto

from syncopate.domain.live import PlayEvent, PlayState
from syncopate.providers.watching import OwnUsers


class Source(Enum):
    """By which way an event came."""

    LISTENER = auto()
    """Over a connection that we opened, with the account's login."""
    HOOK = auto()


def is_own(event: PlayEvent, own: OwnUsers | None, source: Source) -> bool:
    """Tell whether an event is surely the account's own user's; `own` None: nobody can say who that is.

    Of what is changed by hand listeners are told without a name, whoever did it: then the account's own
    state is looked at, and nothing else follows.
    """
    if event.user is None and event.state is PlayState.CHANGED and source is Source.LISTENER:
        return True
    if own is None:
        return False
    return own.alone if event.user is None else event.user in own.ids
