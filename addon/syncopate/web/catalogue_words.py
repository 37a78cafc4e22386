"""What is said of catalogues, and of what changed at sources: names, signs and words."""

from collections.abc import Mapping

from syncopate.domain.history import ChangeKind
from syncopate.domain.match import Verdict
from syncopate.domain.media import Track
from syncopate.providers import registry
from syncopate.store.identities import Identity
from syncopate.sync.formats.uris import best_link, link_in
from syncopate.web.texts import N_
from syncopate.web.view.links import is_address

CHANGES: Mapping[str, tuple[str, str, str]] = {
    ChangeKind.ADDED: ("+", "add", N_("added")),
    ChangeKind.REMOVED: ("\N{MINUS SIGN}", "remove", N_("removed")),
    ChangeKind.MOVED: ("↕", "move", N_("moved")),
    ChangeKind.RENAMED: ("✎", "rename", N_("renamed")),
    ChangeKind.GONE: ("!", "remove", N_("It was no longer at its source.")),
    ChangeKind.BACK: ("↺", "add", N_("It was at its source again.")),
}
"""Sign, colour and word of each kind of change."""

OF_THE_WHOLE = frozenset({ChangeKind.GONE, ChangeKind.BACK})
"""What happened to the playlist itself: its word is the whole sentence."""

IDENTIFIED: Mapping[Verdict, tuple[str, str, str]] = {
    Verdict.REVIEW: ("question", "warn", N_("not sure")),
    Verdict.MISSING: ("cross", "bad", N_("not found")),
    Verdict.MATCH: ("check", "good", N_("found")),
    Verdict.UNKNOWN: ("unknown", "none", N_("unknown")),
}
"""Icon, mood and word of what came of looking for a title, in the order they are worth looking at."""


def service(domain: str) -> str:
    """Return what a service is called; one that is not there any more by its short name."""
    known = registry.manifests().get(domain)
    return domain if known is None else known.name


def takes_links(identity: Identity) -> bool:
    """Tell whether it can be said by a link which recording of its catalogue an entry is."""
    known = registry.manifests().get(identity.catalogue)
    album = identity.identity.startswith("album|")
    return known is not None and known.recording_ids is not None and not album


def link(track: Track) -> str | None:
    """Return the public page of a recording, None where it has none."""
    others = (link_in(track.ids, each.kind) for each in sorted(track.ids))
    return best_link(track.ids) or next((address for address in others if address), None)


def address(url: str | None) -> str | None:
    """Return a page that a catalogue names, None for what no browser may open."""
    return url if is_address(url) else None
