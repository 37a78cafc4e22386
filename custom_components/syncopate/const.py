"""Names and numbers that several modules share."""

import logging
from datetime import timedelta

DOMAIN = "syncopate"
LOGGER = logging.getLogger(__package__)

DEFAULT_PORT = 9030

POLL_ALONE = timedelta(seconds=30)
"""How often the engine is asked while its event stream is down."""

POLL_BESIDE_STREAM = timedelta(minutes=5)
"""How often it is asked while the stream tells what changes."""

EVENT_TYPES = (
    "app_started",
    "index_updated",
    "job_failed",
    "job_finished",
    "job_started",
    "key_created",
    "key_revoked",
    "library_added",
    "library_removed",
    "library_scanned",
    "link_added",
    "link_removed",
    "link_synced",
    "link_updated",
    "match_decided",
    "plan_held",
    "playlist_added",
    "playlist_changed",
    "playlist_identified",
    "playlist_removed",
    "playlist_synced",
    "playlist_updated",
    "schedule_changed",
    "settings_changed",
    "sync_failed",
    "sync_finished",
    "system_status",
)
"""What the engine tells of and stores; a test holds it to the engine's own list."""

LINK_EVENT_TYPES = ("link_synced", "plan_held")
"""What the event entity of a link tells: both come once a run of it has ended."""

RUN_ENDED = frozenset({"job_failed", "job_finished", "sync_failed", "sync_finished"})
"""Events that tell the end of a run."""

TRANSIENT = frozenset({"job_progress", "scan_progress"})
"""Events told while something goes on: no entity shows them."""

ENGINE_ERRORS = frozenset(
    {
        "access_denied",
        "already_exists",
        "already_served",
        "broker_login_rejected",
        "broker_unreachable",
        "conflict",
        "database_busy",
        "database_newer",
        "database_outdated",
        "disk_full",
        "folder_not_writable",
        "folder_unreadable",
        "internal_error",
        "interrupted",
        "invalid_input",
        "invalid_schedule",
        "job_already_running",
        "key_invalid",
        "key_missing",
        "library_unavailable",
        "login_lacks_rights",
        "login_rejected",
        "method_not_allowed",
        "needs_postgresql",
        "not_configured",
        "not_found",
        "odd_answer",
        "paths_unknown",
        "payload_too_large",
        "playlist_too_large",
        "rate_limited",
        "scope_missing",
        "secrets_unreadable",
        "source_closed",
        "source_gone",
        "source_held",
        "source_unavailable",
        "stalled",
        "target_read_only",
        "too_many_requests",
        "unknown_columns",
        "unreachable",
        "unreadable_playlist",
        "worker_name_taken",
        "write_failed",
        "write_not_kept",
    }
)
"""Error keys of the engine that have a text of their own; a test holds it to the engine's tree."""

PROBLEMS = ENGINE_ERRORS & {
    "broker_login_rejected",
    "broker_unreachable",
    "database_busy",
    "disk_full",
    "folder_not_writable",
    "folder_unreadable",
    "library_unavailable",
    "login_lacks_rights",
    "login_rejected",
    "odd_answer",
    "rate_limited",
    "secrets_unreadable",
    "source_gone",
    "source_held",
    "source_unavailable",
    "stalled",
    "write_failed",
}
"""Problems whose repair says what to do; others show the engine's words."""

LINK_HELD = "link_held"
"""The problem of a plan that waits for the user: the repair that can be settled in Home Assistant."""
