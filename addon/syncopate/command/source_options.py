"""What can be typed about sources, and about what titles are in catalogues."""

import argparse

from syncopate.command.options import action, actions_of, between
from syncopate.domain.match import Verdict
from syncopate.providers.catalogue import FoundKind
from syncopate.providers.releases import ReleaseKind

_CATALOGUE = "the service whose catalogue it is, e.g. deezer"


def sources(command: argparse.ArgumentParser) -> None:
    """Look at links, shelves and catalogues."""
    actions = actions_of(command)
    link = action(actions, "link", "show what a link is, and what would be added; nothing is")
    link.add_argument("link", help="a link as it was copied; words around it do no harm")
    link.add_argument("--account", help="name or id of the account to read it by; whichever can")
    browse = action(actions, "browse", "show what services and accounts have, shelf by shelf")
    browse.add_argument(
        "place",
        nargs="?",
        metavar="PROVIDER|ACCOUNT",
        help="a service, or name or id of an account; what there is to choose from when left out",
    )
    browse.add_argument("shelf", nargs="?", default="", help="key of a shelf; the first one when left out")
    search = action(actions, "search", "search a catalogue")
    search.add_argument("words", nargs="+", help="what to look for")
    search.add_argument("--kind", choices=tuple(FoundKind), default=FoundKind.TRACK.value, help="what it is")
    search.add_argument(
        "--in", dest="catalogue", metavar="PROVIDER", help=f"{_CATALOGUE}; the first that answers"
    )
    search.add_argument("--limit", type=between(1, 100), default=20, help="how many at most")
    brought = action(actions, "releases", "show what an artist has brought out of late, and what will come")
    brought.add_argument("artist", help="name of an artist, or id at MusicBrainz")
    brought.add_argument("--since", metavar="DAY", help="the first day, e.g. 2026-05-31; 90 days ago")
    brought.add_argument("--until", metavar="DAY", help="the last day; in a year")
    brought.add_argument(
        "--kind",
        action="append",
        choices=tuple(ReleaseKind),
        help="what it is, also more than one; albums and EPs",
    )


def identities(command: argparse.ArgumentParser) -> None:
    """List, put right, forget."""
    actions = actions_of(command)
    listed = action(actions, "list", "list what entries were found to be")
    listed.add_argument(
        "--verdict",
        choices=[each.value for each in Verdict if each is not Verdict.UNKNOWN],
        help="only those",
    )
    listed.add_argument("--in", dest="catalogue", metavar="CATALOGUE", help=f"only those of {_CATALOGUE}")
    listed.add_argument("--page", type=between(1, 1_000_000), default=1, help="which page, from 1")
    listed.add_argument("--limit", type=between(1, 10_000), default=50, help="how many on a page")
    action(actions, "stats", "show how many are known, by catalogue")
    decide = action(actions, "decide", "say which recording an entry is; it is remembered")
    _meant(decide)
    decide.add_argument(
        "--key",
        metavar="KEY|LINK",
        help="key of one that was offered, or a link or URI of any track of the catalogue; "
        "it is none of them when left out",
    )
    _meant(action(actions, "forget", "forget one, also what was said by hand; it is looked for anew"))
    clear = action(actions, "clear", "forget all that was found; what was said by hand stays")
    clear.add_argument("--in", dest="catalogue", metavar="CATALOGUE", help=f"only what is of {_CATALOGUE}")


def _meant(command: argparse.ArgumentParser) -> None:
    command.add_argument("identity", help="what the entry is known by: see identities list")
    command.add_argument("catalogue", help=_CATALOGUE)
