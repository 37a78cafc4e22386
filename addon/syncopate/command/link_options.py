"""What can be typed about links: two accounts kept in step."""

import argparse

from syncopate.command.options import Actions, action, actions_of, between, pair
from syncopate.domain.watch import Feature, MediaType

_LINK = "name or id of the link"
_ACCOUNT = "name or id of the account"
_FEATURES = tuple(Feature)
_TYPES = tuple(MediaType)
WAYS = ("to_right", "to_left", "both")
FINDINGS = ("conflict", "duplicate", "no_ids", "no_counterpart", "unresolved", "impossible")
"""As `Direction` and `FindingKind` have them: reading what was typed loads no database."""
_OFF = "off"
_MINUTES = 100_000
_MOST = 1_000_000
_PER_CENT = 100


def links(command: argparse.ArgumentParser) -> None:
    """Make, run, look at, decide; what single accounts say; files."""
    actions = actions_of(command)
    action(actions, "list", "list links, and how they stand")
    add = action(actions, "add", "link two accounts; until its first plan is applied it only plans")
    for side in ("left", "right"):
        add.add_argument(side, help=f"name or id of the account that is its {side} side")
    _settings(add)
    add.add_argument("--disabled", action="store_true", help="leave it out of schedules")
    for name, text in (
        ("show", "show what passes, how it went and what waits"),
        ("set", "change what passes, of what, how often; what it knows stays"),
        ("remove", "remove it; nothing happens at its accounts"),
        ("forget", "forget what it knows: the next run is as the first one"),
    ):
        made = _of_one(action(actions, name, text))
        if name == "set":
            _settings(made)
            switch = made.add_mutually_exclusive_group()
            switch.add_argument("--enable", action="store_true", help="run it by schedule")
            switch.add_argument("--disable", action="store_true", help="leave it out of schedules")
        elif name != "show":
            made.add_argument("--yes", action="store_true", help="do not ask")
    _runs(actions)
    _plans(actions)
    _titles(actions)
    _records(actions)


def _of_one(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    command.add_argument("link", help=_LINK)
    return command


def _settings(command: argparse.ArgumentParser) -> None:
    command.add_argument("--name", help="what to call it; by its accounts when left out")
    command.add_argument(
        "--pass",
        dest="passes",
        type=_way,
        action="append",
        default=[],
        metavar="FEATURE=WAY",
        help=f"how one of {', '.join(_FEATURES)} passes: {', '.join(WAYS)} or {_OFF}; repeat it for more. "
        "A new link has the first that both accounts have, one way",
    )
    for option, text in (
        ("--removes", "let removals of this pass as well; repeat it for more"),
        ("--keeps", "let no removals of this pass; repeat it for more"),
    ):
        command.add_argument(option, choices=_FEATURES, action="append", default=[], help=text)
    command.add_argument(
        "--tie-right",
        choices=_FEATURES,
        action="append",
        default=[],
        help="of this the right side's word counts where nothing else settles it, not the left one's; repeat",
    )
    command.add_argument(
        "--type",
        dest="types",
        choices=_TYPES,
        action="append",
        default=[],
        help="only these; repeat for more",
    )
    _parts(command)
    command.add_argument(
        "--limit-count", type=between(0, _MOST), help="so many removals a run are done without asking (10)"
    )
    command.add_argument(
        "--limit-percent", type=between(0, _PER_CENT), help="or so many of a hundred, where that is more (10)"
    )
    command.add_argument(
        "--every", type=between(0, _MINUTES), metavar="MINUTES", help="minutes between runs; 0: with the job"
    )
    command.add_argument(
        "--two-way-understood",
        action="store_true",
        help="needed for both ways: it can bring conflicts, doubles, overwritten and removed entries",
    )


def _parts(command: argparse.ArgumentParser) -> None:
    """Take in of what a link keeps a part in step alone."""
    for side in ("left", "right"):
        command.add_argument(
            f"--{side}-section",
            action="append",
            default=[],
            metavar="KEY",
            help=f"only this library of the {side} side, repeat for more; an empty one: all of them",
        )
    command.add_argument(
        "--list",
        dest="lists",
        action="append",
        default=[],
        metavar="NAME",
        help="of lists only this one, as either side calls it; repeat for more; an empty one: all of them",
    )


def _way(text: str) -> tuple[Feature, str | None]:
    """Read "history=both"; None: it passes no more."""
    name, way = pair(text)
    if name not in _FEATURES or way not in (*WAYS, _OFF):
        known = f"one of {', '.join(_FEATURES)} = one of {', '.join(WAYS)}, {_OFF}"
        raise argparse.ArgumentTypeError(f"{text!r} is not {known}")
    return Feature(name), None if way == _OFF else way


def _runs(actions: Actions) -> None:
    run = action(actions, "run", "run links now: those named, else all that are due")
    run.add_argument("link", nargs="*", default=[], help=_LINK)
    run.add_argument("--force", action="store_true", help="also what is disabled or not due")
    run.add_argument("--anew", action="store_true", help="plan again also what was discarded")
    preview = action(actions, "preview", "plan links now, and write nothing")
    preview.add_argument("link", nargs="+", help=_LINK)
    for made in (run, preview):
        made.add_argument("--whole", action="store_true", help="read accounts from the beginning")


def _plans(actions: Actions) -> None:
    plan = _of_one(
        action(actions, "plan", "show the newest plan: what is written where, why, what came of it")
    )
    apply = _of_one(action(actions, "apply", "say yes to the plan that waits or was shown last, and run it"))
    discard = _of_one(action(actions, "discard", "say no to it; the same is not asked again"))
    for made in (plan, apply, discard):
        made.add_argument("--plan", help="id of another plan")
    plan.add_argument("--list", dest="list_name", metavar="NAME", help="only what is done in this list")
    findings = _of_one(
        action(actions, "findings", "list conflicting ids, doubles, titles without ids or counterpart")
    )
    findings.add_argument("--kind", choices=FINDINGS, help="only these")
    for made in (plan, findings):
        made.add_argument("--search", default="", help="only titles with these words")
        made.add_argument("--limit", type=between(1, _MOST), default=200, help="how many at most")


def _titles(actions: Actions) -> None:
    block = action(actions, "block", "never touch a title")
    same = action(actions, "same", "say that an id is really another one's title")
    for made in (block, same):
        made.add_argument("type", choices=_TYPES, help="what it is")
        made.add_argument("id", help="its id, e.g. imdb:tt0111161; with --account the record's own there")
        made.add_argument("--account", help="name or id of the account that has a record without ids")
    same.add_argument("other", help="the id of the title that it is, e.g. tmdb:278")
    for made in (block, same):
        made.add_argument("--link", help="name or id of the link where that holds; at all when left out")
        made.add_argument("--label", default="", help="what it is called, to know it again")
    unblock = action(actions, "unblock", "take such a word back; without one, list them")
    unblock.add_argument("override", nargs="?", help="its id")
    captures = action(actions, "captures", "list states of accounts that can be restored")
    captures.add_argument("account", nargs="?", help=f"{_ACCOUNT}; all when left out")
    restore = action(actions, "restore", "bring an account back to what it was")
    restore.add_argument("capture", help="id of the capture")
    restore.add_argument("--yes", action="store_true", help="do not ask")


def _records(actions: Actions) -> None:
    records = action(actions, "records", "list what an account says, as it was read last")
    records.add_argument("account", help=_ACCOUNT)
    records.add_argument("--search", default="", help="only titles with these words")
    records.add_argument("--type", choices=_TYPES, help="only these")
    records.add_argument("--all", action="store_true", help="also titles of which it says nothing")
    records.add_argument("--limit", type=between(1, _MOST), default=200, help="how many at most")
    records.add_argument("--delete", metavar="ID", help="take away what it says of this one; it is captured")
    records.add_argument(
        "--feature", choices=_FEATURES, action="append", default=[], help="of it only this; repeat for more"
    )
    records.add_argument("--yes", action="store_true", help="do not ask")
    taken = action(actions, "import", "add what a file of a service tells to a tracker of our own")
    written = action(actions, "export", "write what an account says to a file")
    taken.add_argument("account", help=_ACCOUNT)
    taken.add_argument("file", help="JSON of ours or of Trakt, CSV of Trakt, Letterboxd or IMDb")
    written_out(written)


def written_out(command: argparse.ArgumentParser) -> None:
    """Say what of an account is written to a file."""
    command.add_argument("account", help=_ACCOUNT)
    command.add_argument(
        "--format",
        default="syncopate",
        metavar="KIND",
        help="syncopate (JSON, everything), table, trakt-history, trakt-ratings, trakt-watchlist, "
        "letterboxd, letterboxd-watchlist, imdb-ratings or imdb-watchlist (CSV)",
    )
    command.add_argument("--output", help="file or folder to write to; printed when left out")
