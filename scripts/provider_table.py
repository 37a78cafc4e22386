"""Write the table of sources in docs/sources.md from what the providers declare.

Usage: scripts/provider-table [--check]

With --check nothing is written, and the exit status is 1 when the table is stale.
"""

import argparse
import sys
from pathlib import Path

from syncopate.providers import registry
from syncopate.providers.manifest import Capability, LoginKind, Manifest

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "sources.md"
_BEGIN, _END = "<!-- table of sources: scripts/provider-table -->", "<!-- end of the table -->"
_HEAD = (
    *("Service", "Without a login", "Log in with", "Search"),
    *("What was listened to", "New releases", "Asked at most"),
)


def sources() -> list[Manifest]:
    """Return the providers of playlists that are services, by name."""
    known = registry.manifests().values()
    found = [
        each
        for each in known
        if Capability.PLAYLISTS in each.capabilities and each.link_hosts and not each.internal
    ]
    return sorted(found, key=lambda each: each.name.casefold())


def table() -> str:
    """Return the table, in Markdown."""
    lines = ["| " + " | ".join(_HEAD) + " |", "| " + " | ".join("---" for _ in _HEAD) + " |"]
    lines += ["| " + " | ".join(_cells(each)) + " |" for each in sources()]
    return "\n".join(lines)


def _cells(manifest: Manifest) -> tuple[str, ...]:
    has = manifest.capabilities
    search = "yes" if manifest.open_catalogue else "with a login"
    limit = manifest.rate_limit
    return (
        manifest.name,
        _open(manifest),
        _login(manifest),
        search if Capability.METADATA in has else "no",
        "yes" if Capability.RECENT in has else "no",
        "yes" if Capability.RELEASES in has else "no",
        "" if limit is None else f"{limit.requests} in {limit.seconds:g} s",
    )


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


def written(text: str) -> str:
    """Return the document with the table as it is now. Raises ValueError where it has no place for it."""
    before, _, rest = text.partition(_BEGIN)
    _, found, after = rest.partition(_END)
    if not found:
        raise ValueError(f"{DOCUMENT.name} has no place for the table.")
    return f"{before}{_BEGIN}\n\n{table()}\n\n{_END}{after}"


def main() -> int:
    """Write it, or look whether it is as it should be."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing; fail when the table is stale")
    arguments = parser.parse_args()
    text = DOCUMENT.read_text("utf-8")
    now = written(text)
    if arguments.check:
        sys.stdout.write(f"{DOCUMENT.name} is {'current' if now == text else 'stale'}.\n")
        return 0 if now == text else 1
    DOCUMENT.write_text(now, "utf-8")
    sys.stdout.write(f"{DOCUMENT.name} is written.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
