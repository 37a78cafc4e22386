"""Write the tables of services in docs/sources.md and docs/watching.md from what the providers declare.

Usage: scripts/provider-table [--check]

With --check nothing is written, and the exit status is 1 when a table is stale.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from syncopate.domain.watch import Feature, Plays
from syncopate.providers import registry
from syncopate.providers.manifest import Capability, LoginKind, Manifest

_DOCS = Path(__file__).resolve().parent.parent / "docs"
_BEGIN, _END = "<!-- table of {what}: scripts/provider-table -->", "<!-- end of the table -->"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document with a table of services in it."""

    path: Path
    what: str
    head: Sequence[str]
    services: Callable[[], list[Manifest]]
    cells: Callable[[Manifest], Sequence[str]]

    def table(self) -> str:
        """Return the table, in Markdown."""
        lines = ["| " + " | ".join(self.head) + " |", "| " + " | ".join("---" for _ in self.head) + " |"]
        lines += ["| " + " | ".join(self.cells(each)) + " |" for each in self.services()]
        return "\n".join(lines)

    def written(self, text: str) -> str:
        """Return the document with the table as it is now. Raises ValueError where it has no place for it."""
        begin = _BEGIN.format(what=self.what)
        before, _, rest = text.partition(begin)
        _, found, after = rest.partition(_END)
        if not found:
            raise ValueError(f"{self.path.name} has no place for the table.")
        return f"{before}{begin}\n\n{self.table()}\n\n{_END}{after}"


def sources() -> list[Manifest]:
    """Return the providers of playlists that are services, by name."""
    return _by_name(
        each
        for each in registry.manifests().values()
        if Capability.PLAYLISTS in each.capabilities and each.link_hosts and not each.internal
    )


def watched() -> list[Manifest]:
    """Return the providers that tell what was watched, rated or listed, by name."""
    return _by_name(each for each in registry.manifests().values() if each.watch is not None)


def fetchers() -> list[Manifest]:
    """Return the providers that fetch files, or have them fetched, by name."""
    return _by_name(
        each for each in registry.manifests().values() if Capability.DOWNLOADS in each.capabilities
    )


def _by_name(manifests: Iterable[Manifest]) -> list[Manifest]:
    return sorted(manifests, key=lambda each: each.name.casefold())


def _source(manifest: Manifest) -> Sequence[str]:
    has = manifest.capabilities
    search = "yes" if manifest.open_catalogue else "with a login"
    return (
        manifest.name,
        _open(manifest),
        _login(manifest),
        search if Capability.METADATA in has else "no",
        "yes" if Capability.RECENT in has else "no",
        "yes" if Capability.RELEASES in has else "no",
        _rate(manifest),
    )


def _fetcher(manifest: Manifest) -> Sequence[str]:
    wanted = "; ".join(each.label for each in manifest.fields if each.required) or "nothing"
    return (manifest.name, manifest.summary, wanted, _rate(manifest))


_PLAYS = {
    Plays.FLAG: "that it was seen",
    Plays.LAST: "the last time",
    Plays.EVERY: "each time",
}


def _watched(manifest: Manifest) -> Sequence[str]:
    rules = manifest.watch
    if rules is None:
        raise ValueError(f"{manifest.name} tells nothing of what was watched.")

    def has(feature: Feature) -> str:
        return "yes" if feature in rules.features else "no"

    plays = Plays.EVERY if rules.tells_each else rules.plays
    history = _PLAYS[plays] if Feature.HISTORY in rules.features else "no"
    live = [
        said
        for capability, said in (
            (Capability.LISTENING, "tells"),
            (Capability.HOOKS, "webhook"),
            (Capability.SCROBBLING, "is told"),
        )
        if capability in manifest.capabilities
    ]
    return (
        manifest.name,
        _login(manifest),
        history,
        has(Feature.PROGRESS),
        has(Feature.RATINGS),
        has(Feature.WATCHLIST),
        has(Feature.LISTS),
        "read only" if not rules.writes else "with its date" if rules.writes_dates else "stamped now",
        ", ".join(live) or "no",
        _rate(manifest),
    )


def _rate(manifest: Manifest) -> str:
    limit = manifest.rate_limit
    return "" if limit is None else f"{limit.requests} in {limit.seconds:g} s"


def _open(manifest: Manifest) -> str:
    if manifest.needs_account:
        return "no"
    return "links, browsing" if manifest.open_shelves else "links"


def _login(manifest: Manifest) -> str:
    if manifest.logins:
        return "; ".join(each.label for each in manifest.logins)
    if manifest.login is LoginKind.SETTINGS:
        return "; ".join(each.label for each in manifest.fields)
    return "not needed"


DOCUMENTS = (
    Document(
        path=_DOCS / "sources.md",
        what="sources",
        head=(
            *("Service", "Without a login", "Log in with", "Search"),
            *("What was listened to", "New releases", "Asked at most"),
        ),
        services=sources,
        cells=_source,
    ),
    Document(
        path=_DOCS / "sources.md",
        what="sources of files",
        head=("Source", "What it does", "What has to be entered", "Asked at most"),
        services=fetchers,
        cells=_fetcher,
    ),
    Document(
        path=_DOCS / "watching.md",
        what="accounts",
        head=(
            *("Account", "Log in with", "History", "Progress", "Ratings", "Watchlist", "Lists"),
            *("A play that is written", "Live", "Asked at most"),
        ),
        services=watched,
        cells=_watched,
    ),
)


def main() -> int:
    """Write them, or look whether they are as they should be."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a table is stale")
    arguments = parser.parse_args()
    stale = False
    for document in DOCUMENTS:
        text = document.path.read_text("utf-8")
        now = document.written(text)
        stale |= now != text
        if arguments.check:
            sys.stdout.write(f"{document.path.name} is {'current' if now == text else 'stale'}.\n")
        else:
            document.path.write_text(now, "utf-8")
            sys.stdout.write(f"{document.path.name} is written.\n")
    return int(stale and arguments.check)


if __name__ == "__main__":
    sys.exit(main())
