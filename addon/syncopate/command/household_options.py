"""What can be typed about accounts, libraries and members."""

import argparse

from syncopate.command.options import action, actions_of, between, pair

_ACCOUNT = "name or id of the account"
_LIBRARY = "name or id of the library"
_MEMBER = "name or id of the member"


def accounts(command: argparse.ArgumentParser) -> None:
    """List, add, log in, try and remove."""
    actions = actions_of(command)
    action(actions, "list", "list accounts and whether they work")
    add = action(actions, "add", "add an account by its settings, where there is nothing to log in to")
    add.add_argument("provider", help="the service, e.g. subsonic")
    add.add_argument("--name", help="what to call it; as its service and user are called when left out")
    add.add_argument(
        "--set",
        type=pair,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        dest="settings",
        help="a setting of the service; repeat it for more",
    )
    login = action(actions, "login", "log in to a server or service, step by step")
    login.add_argument("provider", help="the service, e.g. plex, jellyfin, emby, subsonic; or an account")
    login.add_argument("--method", help="the way to log in; the first of the service when left out")
    login.add_argument("--name", help="what to call a new account; as the server is called when left out")
    login.add_argument(
        "--answer",
        type=pair,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="the answer to a question; without it a terminal asks. Others on this machine may see it: type "
        "passwords rather than give them here",
    )
    action(actions, "test", "try whether an account works").add_argument("account", help=_ACCOUNT)
    action(actions, "sections", "list what its server has of music").add_argument("account", help=_ACCOUNT)
    action(actions, "users", "list its server's users").add_argument("account", help=_ACCOUNT)
    owner = action(actions, "owner", "show or say whose an account is, and what of its listening is mirrored")
    owner.add_argument("account", help=_ACCOUNT)
    whose = owner.add_mutually_exclusive_group()
    whose.add_argument("--member", help=_MEMBER)
    whose.add_argument("--nobody", action="store_true", help="it is the household's")
    recent = owner.add_mutually_exclusive_group()
    recent.add_argument(
        "--recent",
        type=between(1, 365),
        metavar="DAYS",
        help="mirror what is listened to with it, and drop it so many days after the last time",
    )
    recent.add_argument("--no-recent", action="store_true", help="do not mirror what is listened to")
    remove = action(actions, "remove", "remove an account with its libraries; what is on the server stays")
    remove.add_argument("account", help=_ACCOUNT)
    remove.add_argument("--yes", action="store_true", help="also where it has libraries")


def libraries(command: argparse.ArgumentParser) -> None:
    """List, add, remove and have a server look."""
    actions = actions_of(command)
    action(actions, "list", "list libraries, what is on them and when they were read")
    add = action(actions, "add", "add parts of a server, or a folder; scan them afterwards")
    add.add_argument("account", nargs="?", help=_ACCOUNT)
    add.add_argument(
        "section", nargs="*", default=[], help="name or key of a part; the only one when left out"
    )
    add.add_argument("--folder", help="a music folder instead of an account")
    add.add_argument("--name", help="what to call the folder; as it is called itself")
    remove = action(actions, "remove", "forget a library with its index; its files stay")
    remove.add_argument("library", help=_LIBRARY)
    remove.add_argument("--yes", action="store_true", help="do not ask")
    refresh = action(actions, "refresh", "have a library's server look at its files")
    refresh.add_argument("library", help=_LIBRARY)
    refresh.add_argument("--folder", help="one folder alone, a path as the server sees it")


def members(command: argparse.ArgumentParser) -> None:
    """List, add, rename, remove, and say who is who."""
    actions = actions_of(command)
    action(actions, "list", "list members, and who they are on each server")
    action(actions, "add", "add a member").add_argument("name", help="what to call them")
    rename = action(actions, "rename", "give a member another name")
    rename.add_argument("member", help=_MEMBER)
    rename.add_argument("name", help="the new name")
    action(actions, "remove", "remove a member; what was theirs becomes the household's").add_argument(
        "member", help=_MEMBER
    )
    for name, text in (("set", "say who a member is on a server"), ("clear", "forget who that is there")):
        made = action(actions, name, text)
        made.add_argument("member", help=_MEMBER)
        made.add_argument("account", help=_ACCOUNT)
        if name == "set":
            made.add_argument("user", help="name or key of the server's user")
