"""Every error the engine raises on purpose.

SyncopateError                 internal_error          500
├── NotFound                   not_found               404
│   └── SourceGone             source_gone             404
├── MethodNotAllowed           method_not_allowed      405
├── Conflict                   conflict                409
│   ├── JobAlreadyRunning      job_already_running     409
│   ├── AlreadyExists          already_exists          409
│   ├── AlreadyServed          already_served          409
│   ├── WorkerNameTaken        worker_name_taken       409
│   ├── TargetReadOnly         target_read_only        409
│   ├── PathsUnknown           paths_unknown           409
│   └── SourceHeld             source_held             409
├── InvalidInput               invalid_input           422
│   ├── UnreadablePlaylist     unreadable_playlist     422
│   ├── PayloadTooLarge        payload_too_large       413
│   ├── PlaylistTooLarge       playlist_too_large      413
│   ├── UnknownColumns         unknown_columns         422
│   └── InvalidSchedule        invalid_schedule        422
├── NotConfigured              not_configured          409
├── NeedsPostgresql            needs_postgresql        409
├── AccessDenied               access_denied           403
│   ├── KeyMissing             key_missing             401
│   ├── KeyInvalid             key_invalid             401
│   ├── ScopeMissing           scope_missing           403
│   └── TooManyRequests        too_many_requests       429
├── Unreachable                unreachable             502
│   ├── LibraryUnavailable     library_unavailable     503
│   ├── FolderUnreadable       folder_unreadable       503
│   ├── SourceUnavailable      source_unavailable      502
│   ├── SourceClosed           source_closed           502
│   ├── LoginRejected          login_rejected          502
│   ├── LoginLacksRights       login_lacks_rights      502
│   ├── RateLimited            rate_limited            503
│   ├── OddAnswer              odd_answer              502
│   ├── WriteNotKept           write_not_kept          502
│   ├── BrokerUnreachable      broker_unreachable      503
│   └── BrokerLoginRejected    broker_login_rejected   503
├── WriteFailed                write_failed            507
│   ├── DiskFull               disk_full               507
│   └── FolderNotWritable      folder_not_writable     507
├── DatabaseBusy               database_busy           503
├── DatabaseNewer              database_newer          500
├── DatabaseOutdated           database_outdated       500
├── SecretsUnreadable          secrets_unreadable      500
├── Stalled                    stalled                 500
└── Interrupted                interrupted             500

`key` is stable: it travels as problem+json and is Home Assistant's translation key. `placeholders` fill the
translated texts and never hold a secret; `detail` is an English sentence for logs and people.
"""

from typing import ClassVar


class SyncopateError(Exception):
    """The root of the tree."""

    key: ClassVar[str] = "internal_error"
    status: ClassVar[int] = 500
    message: ClassVar[str] = "Something went wrong inside the engine."

    def __init__(self, detail: str = "", **placeholders: str) -> None:
        self.detail = detail or self.message.format_map(_Blank(placeholders))
        self.placeholders = placeholders
        super().__init__(self.detail)


_UNNAMED = {
    "account": "The server",
    "before": "more",
    "columns": "none",
    "field": "a field",
    "host": "in use",
    "hours": "some",
    "id": "of this name",
    "job": "A job",
    "known": "an earlier one",
    "limit": "a certain size",
    "method": "That",
    "name": "in use",
    "now": "fewer",
    "path": "A file or folder",
    "place": "this place",
    "retry_after": "some",
    "revision": "a later one",
    "run": "of another caller",
    "scope": "for this",
    "what": "thing",
}


class _Blank(dict[str, str]):
    """Fills what is not given with words that leave the sentence readable."""

    def __missing__(self, name: str) -> str:
        return _UNNAMED.get(name, "unknown")


class NotFound(SyncopateError):
    """Nothing has this id."""

    key, status, message = "not_found", 404, "There is no {what} {id}."


class SourceGone(NotFound):
    """A playlist or album is certainly no longer at its source, or never was."""

    key, message = "source_gone", "The playlist {name} is not at its source (any more)."


class MethodNotAllowed(SyncopateError):
    """The address is right, what is asked of it is not."""

    key, status, message = "method_not_allowed", 405, "{method} is not possible here."


class Conflict(SyncopateError):
    """What is asked for does not go with what is."""

    key, status, message = "conflict", 409, "That does not go with the present state."


class JobAlreadyRunning(Conflict):
    """One run of a job at a time."""

    key, message = "job_already_running", "{job} is running already (run {run})."


class AlreadyExists(Conflict):
    """The same thing is there already."""

    key, message = "already_exists", "{what} {id} is there already."


class AlreadyServed(Conflict):
    """One engine serves a data folder or database at a time."""

    key, message = "already_served", "Another engine is running on {place}: stop it first."


class WorkerNameTaken(Conflict):
    """Each living worker has a name of its own."""

    key, message = "worker_name_taken", "A worker named {name} is at work already on {place}."


class TargetReadOnly(Conflict):
    """The server makes up what a smart playlist holds: nobody writes to it."""

    key, message = "target_read_only", "{name} is a smart playlist: the server fills it itself."


class PathsUnknown(Conflict):
    """A list of files is asked for, and the library does not tell where its files are."""

    key, message = "paths_unknown", "The library {name} does not tell where its files are."


class SourceHeld(Conflict):
    """A source says suddenly that it has nothing, or less than half of before: that waits for the user."""

    key = "source_held"
    message = "The playlist {name} has {now} entries at its source, where it had {before}: that has to wait."


class InvalidInput(SyncopateError):
    """The request cannot be understood."""

    key, status, message = "invalid_input", 422, "The input is not valid."


class UnreadablePlaylist(InvalidInput):
    """A playlist file that is not one."""

    key, message = "unreadable_playlist", "{name} cannot be read as a playlist."


class PayloadTooLarge(InvalidInput):
    """A request with more in it than is taken in."""

    key, status, message = "payload_too_large", 413, "A request of this kind may hold {limit} at most."


class PlaylistTooLarge(InvalidInput):
    """More than can be taken in."""

    key, status, message = "playlist_too_large", 413, "{name} is larger than {limit}."


class UnknownColumns(InvalidInput):
    """A table without a column for the title."""

    key, message = "unknown_columns", "No column of {name} is known to hold titles; found: {columns}."


class InvalidSchedule(InvalidInput):
    """A schedule that can never fire, or too often."""

    key, message = "invalid_schedule", "That is not a schedule."


class NotConfigured(SyncopateError):
    """The feature asked for was not set up."""

    key, status, message = "not_configured", 409, "{what} is not configured."


class NeedsPostgresql(SyncopateError):
    """SQLite has one process that writes; this needs several."""

    key, status, message = (
        "needs_postgresql",
        409,
        "Workers need PostgreSQL: name it by SYNCOPATE_DATABASE_URL, for the engine and for every worker.",
    )


class AccessDenied(SyncopateError):
    """The caller may not do this."""

    key, status, message = "access_denied", 403, "That is not allowed."


class KeyMissing(AccessDenied):
    """No key was given."""

    key, status = "key_missing", 401
    message = "A key is needed: send it as 'Authorization: Bearer …' or '?api_key=…'."


class KeyInvalid(AccessDenied):
    """The key is wrong, expired or revoked."""

    key, status, message = "key_invalid", 401, "The key is wrong, has expired or was revoked."


class ScopeMissing(AccessDenied):
    """The key is good, but not for this."""

    key, message = "scope_missing", "The key lacks the scope {scope}."


class TooManyRequests(AccessDenied):
    """Slow down; `retry_after` are seconds."""

    key, status, message = "too_many_requests", 429, "Too many requests; try again in {retry_after} s."


class Unreachable(SyncopateError):
    """Something outside did not answer as it should."""

    key, status, message = "unreachable", 502, "{what} cannot be reached."
    unsent = False
    """Whether it is certain that nothing was sent: there was no connection."""


class LibraryUnavailable(Unreachable):
    """The library cannot be read: nothing is known about it, which is not the same as empty."""

    key, status, message = "library_unavailable", 503, "The library {name} cannot be read."


class FolderUnreadable(Unreachable):
    """A part of a library cannot be read: what lies there is unknown, the rest is known."""

    key, status, message = "folder_unreadable", 503, "{path} cannot be read."


class SourceUnavailable(Unreachable):
    """The source of a playlist cannot be read."""

    key, message = "source_unavailable", "The source of {name} cannot be read."


class SourceClosed(Unreachable):
    """A service gives a playlist of its own to nobody but its own apps."""

    key = "source_closed"
    message = "{account} does not give the playlist {name} to other applications than its own."


class LoginRejected(Unreachable):
    """An account's credentials are refused."""

    key, message = "login_rejected", "{account} refuses the login."


class LoginLacksRights(Unreachable):
    """An account's credentials are good, but not for this."""

    key, message = "login_lacks_rights", "{account} takes the login, but does not let it do this."


class RateLimited(Unreachable):
    """A server wants fewer requests; `retry_after` are seconds."""

    key, status, message = "rate_limited", 503, "{account} wants a pause, and is asked again by itself."


class OddAnswer(Unreachable):
    """What answers is not what was asked: a page for people, a damaged body, a way to somewhere else."""

    key = "odd_answer"
    message = (
        "{account} answers with something else than its API: is the address right, is a proxy in between?"
    )


class WriteNotKept(Unreachable):
    """What was written is not what the server holds afterwards: it or somebody else has changed it.

    The placeholder `target_key` names what was made all the same.
    """

    key, message = (
        "write_not_kept",
        "{name} holds something else than was written: it is looked at again next time.",
    )


class BrokerUnreachable(Unreachable):
    """The MQTT broker does not answer."""

    key, status, message = "broker_unreachable", 503, "The MQTT broker {host} cannot be reached."


class BrokerLoginRejected(Unreachable):
    """The MQTT broker refuses user or password."""

    key, status, message = "broker_login_rejected", 503, "The MQTT broker {host} refuses the login."


class WriteFailed(SyncopateError):
    """A file could not be written; what was there before is untouched."""

    key, status, message = "write_failed", 507, "{path} cannot be written."


class DiskFull(WriteFailed):
    """No space left."""

    key, message = "disk_full", "The disk is full: {path} was not written."


class FolderNotWritable(WriteFailed):
    """No permission."""

    key, message = "folder_not_writable", "The folder {path} may not be written to."


class DatabaseBusy(SyncopateError):
    """The database stayed locked longer than we wait."""

    key, status, message = "database_busy", 503, "The database is locked by another program."


class DatabaseNewer(SyncopateError):
    """A later version of the engine has used this database; an older one would harm it."""

    key = "database_newer"
    message = "The database was made by a newer version (it has {revision}, this one knows {known}): update."


class DatabaseOutdated(SyncopateError):
    """The schema is older than this version needs."""

    key, message = "database_outdated", "The database is not up to date yet: run `syncopate migrate` first."


class SecretsUnreadable(SyncopateError):
    """The key file is not the one that stored secrets were sealed with; they have to be entered again."""

    key, message = "secrets_unreadable", "The stored secrets cannot be opened with the key file {path}."


class Stalled(SyncopateError):
    """A job made no progress for too long."""

    key, message = "stalled", "{job} made no progress for {hours} hours and was ended."


class Interrupted(SyncopateError):
    """The program that worked for a run is gone, or its run was ended from outside."""

    key, message = "interrupted", "{job} was interrupted before it was done."


def every_error() -> list[type[SyncopateError]]:
    """Return all classes of the tree, the root first."""
    found: list[type[SyncopateError]] = [SyncopateError]
    for error in found:
        found.extend(error.__subclasses__())
    return found


def error_with_key(key: str, otherwise: type[SyncopateError]) -> type[SyncopateError]:
    """Return the class with this key, `otherwise` when there is none."""
    return next((error for error in every_error() if error.key == key), otherwise)
