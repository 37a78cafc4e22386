"""What can be typed about what the libraries hold."""

import argparse

from syncopate.command.options import JSON, Actions, Formatter, between

_LOOKUP = (
    "isrc",
    "mb_recording",
    "mb_track",
    "mb_release",
    "mb_release_group",
    "upc",
    "acoustid",
    "spotify",
    "tidal",
    "deezer",
    "apple",
    "youtube",
    "path",
    "key",
)
_SORTS = {
    "artists": ("name", "albums", "tracks"),
    "albums": ("title", "artist", "year", "added", "tracks", "duration", "size"),
    "tracks": ("title", "artist", "album", "year", "added", "duration"),
}
_MOST = 10_000


def add_library_commands(command: argparse.ArgumentParser) -> None:
    """Add what can be listed, and looked up."""
    actions = command.add_subparsers(dest="action", required=True, metavar="WHAT")
    for name, text in (
        ("artists", "list artists, with how much of their albums is there"),
        ("albums", "list albums, with how much of each is there"),
        ("tracks", "list tracks"),
    ):
        _narrowed(_action(actions, name, text), name)
    genres = _action(actions, "genres", "list genres, those of the most tracks first")
    genres.add_argument("query", nargs="*", default=[], help="words to look for")
    _paged(genres)
    _action(actions, "stats", "show sums: by format, by decade, how many albums are complete")
    lookup = _action(actions, "lookup", "find the tracks that a catalogue, or the file system, calls so")
    lookup.add_argument("kind", choices=_LOOKUP, help="who calls it so")
    lookup.add_argument("value", help="the id, or a link of it; the path, the key")


def _action(actions: Actions, name: str, text: str) -> argparse.ArgumentParser:
    described = text[:1].upper() + text[1:] + "."
    made = actions.add_parser(name, help=text, description=described, formatter_class=Formatter)
    made.add_argument("--library", help="name or id of a library; all when none is named")
    made.add_argument("--json", action="store_true", default=False, help=JSON)
    return made


def _narrowed(command: argparse.ArgumentParser, name: str) -> None:
    command.add_argument("query", nargs="*", default=[], help="words to look for")
    command.add_argument("--letter", type=_letter, help='names that begin with it; "#" for no letter A to Z')
    command.add_argument(
        "--from", dest="since", type=between(1, 9999), metavar="YEAR", help="of this year or later"
    )
    command.add_argument(
        "--to", dest="until", type=between(1, 9999), metavar="YEAR", help="of this year or earlier"
    )
    command.add_argument("--genre", help="of this genre, however it is spelt")
    if name == "albums":
        command.add_argument("--complete", choices=("true", "false", "unknown"), help="how much is there")
    command.add_argument("--sort", choices=_SORTS[name], help="what they are put in order by")
    command.add_argument("--descending", action="store_true", help="the other way round")
    _paged(command)


def _paged(command: argparse.ArgumentParser) -> None:
    command.add_argument("--page", type=between(1, _MOST), default=1, help="which page, from 1")
    command.add_argument("--limit", type=between(1, _MOST), default=50, help="how many on a page")


def _letter(text: str) -> str:
    if len(text) != 1 or not ((text.isascii() and text.isalpha()) or text == "#"):
        raise argparse.ArgumentTypeError(f'{text!r} is neither a letter A to Z nor "#"')
    return text.upper()
