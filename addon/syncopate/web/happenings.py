"""What events are called in the feed, and which of them are told there."""

from collections.abc import Mapping

from syncopate.domain.event import Event, EventType
from syncopate.domain.run import ItemStatus, RunStatus
from syncopate.errors import SourceGone, SourceHeld
from syncopate.store.watch_plans import PlanState
from syncopate.web.texts import N_

EVENTS: Mapping[str, tuple[str, str, str]] = {
    EventType.APP_STARTED: ("power", "none", N_("Syncopate started")),
    EventType.JOB_STARTED: ("play", "busy", N_("%(name)s started")),
    EventType.JOB_PROGRESS: ("play", "busy", N_("%(name)s goes on")),
    EventType.JOB_FINISHED: ("check", "good", N_("%(name)s finished")),
    EventType.JOB_FAILED: ("alert", "bad", N_("%(name)s failed")),
    EventType.SYNC_FINISHED: ("check", "good", N_("%(name)s finished")),
    EventType.SYNC_FAILED: ("alert", "bad", N_("%(name)s failed")),
    EventType.SCAN_PROGRESS: ("play", "busy", N_("%(name)s is being scanned")),
    EventType.LIBRARY_SCANNED: ("library", "good", N_("%(name)s was scanned")),
    EventType.INDEX_UPDATED: ("library", "none", N_("The index of %(name)s changed")),
    EventType.PLAYLIST_ADDED: ("plus", "good", N_("Playlist %(name)s was added")),
    EventType.PLAYLIST_UPDATED: ("pen", "none", N_("Playlist %(name)s was changed")),
    EventType.PLAYLIST_CHANGED: ("pen", "none", N_("Playlist %(name)s has changed at its source")),
    EventType.PLAYLIST_IDENTIFIED: ("search", "none", N_("Titles of playlist %(name)s were identified")),
    EventType.PLAYLIST_REMOVED: ("minus", "none", N_("Playlist %(name)s was removed")),
    EventType.PLAYLIST_SYNCED: ("sync", "good", N_("%(name)s was synced")),
    EventType.PLAN_HELD: ("hand", "warn", N_("The plan for %(name)s waits for you")),
    EventType.LINK_ADDED: ("plus", "good", N_("Linked: %(name)s")),
    EventType.LINK_UPDATED: ("pen", "none", N_("The link %(name)s was changed")),
    EventType.LINK_REMOVED: ("minus", "none", N_("The link %(name)s was removed")),
    EventType.LINK_SYNCED: ("sync", "good", N_("Brought in step: %(name)s")),
    EventType.MATCH_DECIDED: ("check", "none", N_("You decided a match in %(name)s")),
    EventType.LIBRARY_ADDED: ("plus", "good", N_("Library %(name)s was added")),
    EventType.LIBRARY_REMOVED: ("minus", "none", N_("%(name)s was removed")),
    EventType.SETTINGS_CHANGED: ("settings", "none", N_("Settings were changed")),
    EventType.SCHEDULE_CHANGED: ("clock", "none", N_("The schedule of %(name)s was changed")),
    EventType.KEY_CREATED: ("key", "none", N_("API key %(name)s was made")),
    EventType.KEY_REVOKED: ("key", "none", N_("API key %(name)s was revoked")),
    EventType.SYSTEM_STATUS: ("alert", "warn", N_("%(name)s: %(status)s")),
}
"""Icon, mood and sentence of each kind of event."""


NOT_SYNCED: Mapping[str, str] = {
    ItemStatus.UNKNOWN: N_("%(name)s stayed as it was: something could not be read"),
    ItemStatus.FAILED: N_("%(name)s could not be synced"),
    ItemStatus.NOT_CONFIGURED: N_("%(name)s was not synced: it is not set up"),
    ItemStatus.CANCELLED: N_("The sync of %(name)s was cancelled"),
    ItemStatus.UNCHANGED: N_("%(name)s is in step: nothing to do"),
}
"""What is said instead of “was synced”."""


NOT_LINKED: Mapping[str, str] = {
    ItemStatus.FAILED: N_("%(name)s could not be brought in step"),
    ItemStatus.CANCELLED: N_("Bringing %(name)s in step was cancelled"),
    ItemStatus.UNCHANGED: N_("In step already: %(name)s"),
}
"""What is said of a link instead of “brought in step”."""


PLAN_DISCARDED = N_("The plan of %(name)s was discarded")


SOURCE_HELD = N_("The source of %(name)s waits for you: it has shrunk")
SOURCE_GONE = N_("%(name)s is not at its source any more")
"""What is said where nothing failed: there is something to decide about the source itself."""


NOT_SCANNED = N_("%(name)s could not be scanned")
SCANNED_IN_PART = N_("%(name)s was scanned in part")
"""What is said instead of “was scanned” where nothing of a library, or not all of it, could be read."""


DECIDED: Mapping[str, tuple[str, str]] = {
    "accepted": (
        N_("Matches in %(name)s were accepted at once"),
        N_("Several matches were accepted at once"),
    ),
    "undone": (N_("A decision in %(name)s was taken back"), N_("Decisions on matches were taken back")),
    "cleared": (N_("A decision in %(name)s was taken back"), N_("Decisions on matches were taken back")),
}
"""What is said of decisions but that one was made: with the playlist's name, and without."""


CANCELLED = N_("%(name)s was cancelled")
"""What is said of a job that was ended before it was done."""


_INSTEAD = {EventType.PLAYLIST_SYNCED: NOT_SYNCED, EventType.LINK_SYNCED: NOT_LINKED}


def settings_named(event: Event) -> list[str]:
    """Return the names of the settings that an event tells of, as they are kept."""
    names = str(event.data.get("names") or "").split(", ")
    return [name for name in names if name and name not in UNTOLD]


def told(event: Event) -> bool:
    """Tell whether the feed speaks of it: not of what the pages keep for themselves, nor of nothing."""
    if event.type is EventType.LINK_SYNCED and event.status == ItemStatus.UNCHANGED:
        # Links run by the hour.
        return False
    if event.type is not EventType.SETTINGS_CHANGED or not event.data.get("names"):
        return True
    return bool(settings_named(event))


UNTOLD = frozenset({"guide.left", "web.theme", "web.language"})
"""Settings of the pages alone: nothing happens by them."""


def _not_scanned(event: Event) -> tuple[str, str, str]:
    in_part = event.data.get("readable") is True
    return ("question", "warn", SCANNED_IN_PART) if in_part else ("alert", "bad", NOT_SCANNED)


def why_not_scanned(event: Event) -> str:
    """Return the error key of a scan that did not see all there is, "" for every other event."""
    return str(event.data.get("error") or "") if event.type is EventType.LIBRARY_SCANNED else ""


def _ended(event: Event) -> tuple[str, str, str] | None:
    """Return what is said of a sync that ended with its source, or of a plan that was refused."""
    if event.type is EventType.LINK_UPDATED and event.status == PlanState.DISCARDED:
        return "cross", "none", PLAN_DISCARDED
    ends = {
        (EventType.PLAN_HELD, SourceHeld.key): ("hand", "warn", SOURCE_HELD),
        (EventType.PLAYLIST_SYNCED, SourceGone.key): ("question", "warn", SOURCE_GONE),
    }
    return ends.get((event.type, str(event.data.get("error") or "")))


def event_words(event: Event) -> tuple[str, str, str]:
    """Return icon, mood and sentence of an event, as it ended."""
    icon, mood, sentence = EVENTS[event.type]
    if (ended := _ended(event)) is not None:
        return ended
    if event.status in _INSTEAD.get(event.type, {}):
        mood = {ItemStatus.FAILED: "bad", ItemStatus.UNCHANGED: "good"}.get(ItemStatus(event.status), "warn")
        return "check" if mood == "good" else "alert", mood, _INSTEAD[event.type][event.status]
    if event.type is EventType.LIBRARY_SCANNED and event.status == ItemStatus.UNKNOWN:
        return _not_scanned(event)
    if event.type is EventType.MATCH_DECIDED and event.status in DECIDED:
        named, nameless = DECIDED[event.status]
        return icon, mood, named if event.name else nameless
    if event.type is EventType.JOB_FINISHED and event.status == RunStatus.CANCELLED:
        return "minus", "none", CANCELLED
    if event.status in {"failed", "stalled"}:
        icon, mood = "alert", "bad"
    elif event.status in {"partial", "held", "unknown"}:
        icon, mood = "question" if event.status == "partial" else icon, "warn"
    return icon, mood, sentence
