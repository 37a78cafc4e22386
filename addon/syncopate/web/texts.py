"""What keys are called: every status, reason and error in words, translated when shown."""

from collections.abc import Mapping
from dataclasses import dataclass

from syncopate.domain.match import Aspect, Ruling, Verdict
from syncopate.domain.run import ItemStatus, JobName, RunStatus, Trigger


def N_(message: str) -> str:  # noqa: N802 -- gettext's own name for "to be translated later"
    """Mark a text for the catalogue."""
    return message


JOBS: Mapping[str, str] = {
    JobName.MAIN_SYNC: N_("Sync everything"),
    JobName.SYNC_PLAYLISTS: N_("Sync playlists"),
    JobName.SYNC_ALBUMS: N_("Sync albums"),
    JobName.SYNC_USERS: N_("Sync users"),
    JobName.REFRESH_PLAYLISTS: N_("Read sources"),
    JobName.IDENTIFY_PLAYLISTS: N_("Identify titles"),
    JobName.REFRESH_CHARTS: N_("Refresh charts"),
    JobName.FIND_LINKS: N_("Find links"),
    JobName.SYNC_LINKS: N_("Sync watch state"),
    JobName.RESTORE_CAPTURE: N_("Restore a capture"),
    JobName.SCAN_LIBRARY: N_("Scan libraries"),
    JobName.PUBLISH_MQTT: N_("Publish to MQTT"),
    JobName.CLEAN_UP: N_("Clean up history"),
}

JOB_HELP: Mapping[str, str] = {
    JobName.MAIN_SYNC: N_("Reads every source that is due and brings playlists and albums in step."),
    JobName.SYNC_PLAYLISTS: N_("The playlists alone. Part of “Sync everything”."),
    JobName.SYNC_ALBUMS: N_("The albums alone. Part of “Sync everything”."),
    JobName.SYNC_USERS: N_("Mirrors what members listened to of late. Part of “Sync everything”."),
    JobName.REFRESH_PLAYLISTS: N_("Looks what has changed at the sources, and writes nothing to a library."),
    JobName.IDENTIFY_PLAYLISTS: N_("Looks in catalogues what typed titles are."),
    JobName.FIND_LINKS: N_(
        "Looks at Spotify and TIDAL for what is missing, where you have an account there."
    ),
    JobName.SYNC_LINKS: N_("Brings linked accounts in step: what was watched, rated and listed."),
    JobName.RESTORE_CAPTURE: N_("Brings an account back to what it said when it was captured."),
    JobName.REFRESH_CHARTS: N_("Forgets charts that were remembered, so that they are read anew."),
    JobName.SCAN_LIBRARY: N_("Looks for music that was added, changed or removed."),
    JobName.PUBLISH_MQTT: N_("Tells Home Assistant the present state once more."),
    JobName.CLEAN_UP: N_("Forgets runs and events that are older than the settings say."),
}

RUN_STATUS: Mapping[str, str] = {
    RunStatus.QUEUED: N_("waiting"),
    RunStatus.RUNNING: N_("running"),
    RunStatus.SUCCEEDED: N_("done"),
    RunStatus.PARTIAL: N_("done in part"),
    RunStatus.FAILED: N_("failed"),
    RunStatus.CANCELLED: N_("cancelled"),
    RunStatus.STALLED: N_("stalled"),
}

RUN_MOOD: Mapping[str, str] = {
    RunStatus.QUEUED: "busy",
    RunStatus.RUNNING: "busy",
    RunStatus.SUCCEEDED: "good",
    RunStatus.PARTIAL: "warn",
    RunStatus.FAILED: "bad",
    RunStatus.CANCELLED: "none",
    RunStatus.STALLED: "bad",
}
"""Colour and sign of a status; the word always stands beside it."""

ITEM_STATUS: Mapping[str, str] = {
    ItemStatus.SYNCED: N_("synced"),
    ItemStatus.UNCHANGED: N_("nothing to do"),
    ItemStatus.HELD: N_("waits for you"),
    ItemStatus.NOT_DUE: N_("not due yet"),
    ItemStatus.DISABLED: N_("switched off"),
    ItemStatus.NOT_CONFIGURED: N_("not set up"),
    ItemStatus.UNKNOWN: N_("could not be read"),
    ItemStatus.FAILED: N_("failed"),
    ItemStatus.CANCELLED: N_("cancelled"),
}

ITEM_MOOD: Mapping[str, str] = {
    ItemStatus.SYNCED: "good",
    ItemStatus.UNCHANGED: "good",
    ItemStatus.HELD: "warn",
    ItemStatus.NOT_DUE: "none",
    ItemStatus.DISABLED: "none",
    ItemStatus.NOT_CONFIGURED: "none",
    ItemStatus.UNKNOWN: "warn",
    ItemStatus.FAILED: "bad",
    ItemStatus.CANCELLED: "none",
}

TRIGGERS: Mapping[str, str] = {
    Trigger.SCHEDULE: N_("on schedule"),
    Trigger.CATCH_UP: N_("caught up"),
    Trigger.API: N_("through the API"),
    Trigger.WEB: N_("from these pages"),
    Trigger.MQTT: N_("over MQTT"),
    Trigger.COMMAND_LINE: N_("from the command line"),
    Trigger.JOB: N_("by another job"),
    Trigger.LIVE: N_("because something happened"),
}

VERDICTS: Mapping[str, str] = {
    Verdict.MATCH: N_("matched"),
    Verdict.REVIEW: N_("to review"),
    Verdict.MISSING: N_("missing"),
    Verdict.UNKNOWN: N_("unknown"),
}

REASONS: Mapping[str, str] = {
    "decision": N_("You decided it."),
    "same_id": N_("Both carry the same identifier."),
    "same_path": N_("The playlist names this very file."),
    "agrees": N_("Everything that is known agrees."),
    "not_sure": N_("Something alike is there, but not surely the same."),
    "no_gap": N_("Several tracks fit about equally well."),
    "conflict": N_("Something alike is there, but it is another one."),
    "refused": N_("You said that what is here is not it."),
    "nothing_similar": N_("Nothing in the library is like it."),
    "never": N_("You said not to look for it again."),
    "library_unknown": N_("The library could not be read, so nothing is known."),
}

ASPECTS: Mapping[str, str] = {
    Aspect.DECISION: N_("Your decision"),
    Aspect.ID: N_("Identifier"),
    Aspect.PATH: N_("File"),
    Aspect.TITLE: N_("Title"),
    Aspect.VERSION: N_("Version"),
    Aspect.PART: N_("Part"),
    Aspect.ARTISTS: N_("Artists"),
    Aspect.DURATION: N_("Duration"),
    Aspect.ALBUM: N_("Album"),
    Aspect.POSITION: N_("Place on the album"),
    Aspect.EDITION: N_("Edition"),
    Aspect.TRACKS: N_("Tracks"),
    Aspect.COUNT: N_("Number of tracks"),
    Aspect.YEAR: N_("Year"),
}

RULINGS: Mapping[str, str] = {
    Ruling.IS: N_("You said: this is it."),
    Ruling.IS_NOT: N_("You said: not this."),
    Ruling.NEVER: N_("You said: never look again."),
}

SCOPES: Mapping[str, tuple[str, str]] = {
    "read": (N_("read"), N_("see everything")),
    "control": (N_("control"), N_("run jobs, sync, decide matches")),
    "admin": (N_("administer"), N_("change settings, keys, libraries and accounts")),
}

WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)

SAID: Mapping[str, str] = {
    "started": N_("Started. You can watch it on the overview."),
    "running": N_("That is running already."),
    "cancelling": N_("It ends as soon as it can."),
    "saved": N_("Saved."),
    "unchanged": N_("Nothing was changed."),
    "file_replaced": N_("The new file is kept; the next sync reads it."),
    "taken_over": N_("Taken over. It is being synced."),
    "taken_over_later": N_("Noted. The next sync takes it over."),
    "kept_gone": N_("It stays as it is, and its source is not asked any more."),
    "stays": N_("It stays, and does not go by itself any more."),
    "reading": N_("Its source is being read."),
    "identifying": N_("Its titles are being looked for in catalogues."),
    "identity_said": N_("Noted. The next sync goes by it."),
    "identity_forgotten": N_("Forgotten. The next sync looks for it anew."),
    "decided": N_("Noted, and matched again."),
    "undone": N_("Undone."),
    "taken_back": N_("Your decisions on this entry are taken back."),
    "added": N_("Added."),
    "added_ticked": N_("All that you ticked is added."),
    "added_scanned": N_("Added, and being scanned. You can watch it on the overview."),
    "added_waits": N_("Added. A scan is running already: scan it once that has ended."),
    "logged_in": N_("You are logged in."),
    "not_yet": N_("Not confirmed yet."),
    "removed": N_("Removed."),
    "kept": N_("The next sync brings it there, too."),
    "kept_already": N_("It is kept there already."),
    "kept_no_more": N_("It is kept there no more."),
    "export_saved": N_("Saved, and kept up to date with each sync."),
    "export_later": N_("Noted. The next sync saves it."),
    "export_ended": N_("It is saved no more."),
    "revoked": N_("The key is revoked; it works no longer."),
    "checked_good": N_("It works."),
    "checked_bad": N_("It does not work; see below."),
    "signed_out": N_("You are signed out."),
    "guide_left": N_("You can take the guide up again from the overview."),
}
"""What a page says after something was done."""

READER_COLUMNS: Mapping[str, str] = {
    "title": N_("Title"),
    "artist": N_("Artist"),
    "artists": N_("Artists"),
    "album": N_("Album"),
    "duration": N_("Duration"),
    "isrc": "ISRC",
    "link": N_("Link"),
    "position": N_("Position"),
    "playlist": N_("Playlist"),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """What an error means and what to do about it; what happened is said by the error itself."""

    title: str
    means: str
    remedy: str


_OUTSIDE = N_("It may be switched off, or the network is down. Try again later.")
_NOTHING_LOST = N_("Nothing was changed and nothing is lost.")

TROUBLES: Mapping[str, Trouble] = {
    "internal_error": Trouble(
        N_("Something broke inside"),
        N_("This is a fault of Syncopate, not yours."),
        N_("Try again. If it stays, the log of the app tells more."),
    ),
    "not_found": Trouble(
        N_("That is not here"),
        N_("It was removed, or the address is mistyped."),
        N_("Go back to the overview and take it from there."),
    ),
    "conflict": Trouble(
        N_("That does not fit now"), N_("Things changed in the meantime."), N_("Load the page again.")
    ),
    "job_already_running": Trouble(
        N_("It is running already"),
        N_("Each job runs once at a time, so that nothing is written twice."),
        N_("Wait for it, or cancel it on the overview."),
    ),
    "already_exists": Trouble(
        N_("It is there already"), N_("The same thing cannot be added twice."), N_("Look for it in the list.")
    ),
    "already_served": Trouble(
        N_("Another engine uses the same data"),
        N_("Two of them would write the same playlists, so the second one ended."),
        N_("Stop one of them, or give it a data folder of its own."),
    ),
    "worker_name_taken": Trouble(
        N_("A worker of that name is at work"),
        N_("By its name it is known what a worker had to do, so each has its own."),
        N_("Start it under another name."),
    ),
    "needs_postgresql": Trouble(
        N_("That needs PostgreSQL"),
        N_("With SQLite one process does all the work."),
        N_("Name a PostgreSQL database for the engine and its workers."),
    ),
    "invalid_input": Trouble(
        N_("That cannot be understood"), _NOTHING_LOST, N_("Correct what was entered and send it again.")
    ),
    "unreadable_playlist": Trouble(
        N_("The file is no playlist"),
        N_("Syncopate reads CSV, TSV, TXT, M3U, XSPF and JSPF."),
        N_("Export the playlist again, as CSV if you can."),
    ),
    "playlist_too_large": Trouble(
        N_("The file is too large"), _NOTHING_LOST, N_("Divide the playlist into several files.")
    ),
    "payload_too_large": Trouble(
        N_("That is too much at once"), _NOTHING_LOST, N_("Send less, for instance a smaller file.")
    ),
    "method_not_allowed": Trouble(
        N_("That is not how it is done"), _NOTHING_LOST, N_("Go back and use the buttons of the page.")
    ),
    "unknown_columns": Trouble(
        N_("The columns are not known"),
        N_("No column looks like the title of a track."),
        N_("Choose below which column holds what."),
    ),
    "invalid_schedule": Trouble(
        N_("That is no schedule"), _NOTHING_LOST, N_("Give a time of day, days of the week or an interval.")
    ),
    "not_configured": Trouble(
        N_("It is not set up"), N_("Something it needs is missing."), N_("Finish the set-up, then try again.")
    ),
    "access_denied": Trouble(
        N_("You may not do this"),
        _NOTHING_LOST,
        N_("Load the page again; sign in anew if that does not help."),
    ),
    "key_missing": Trouble(
        N_("Please sign in"), N_("These pages are for the household alone."), N_("Enter an API key.")
    ),
    "key_invalid": Trouble(
        N_("This key opens nothing"),
        N_("It is mistyped, has expired or was revoked."),
        N_("Make a new one with “syncopate keys create --scope admin”, or in the settings."),
    ),
    "scope_missing": Trouble(
        N_("Your key is not good for this"),
        N_("It may read, but not do what you asked for."),
        N_("Sign in with a key that may; settings need “syncopate keys create --scope admin”."),
    ),
    "too_many_requests": Trouble(
        N_("Too many tries"),
        N_("Guessing keys is made slow on purpose."),
        N_("Wait a minute, then try again."),
    ),
    "unreachable": Trouble(N_("No answer"), _NOTHING_LOST, _OUTSIDE),
    "library_unavailable": Trouble(
        N_("The library cannot be read"),
        N_("Nothing is known about it now, which is not the same as empty: playlists keep their content."),
        N_("See whether the disk is mounted and the folder is there, then scan it."),
    ),
    "folder_unreadable": Trouble(
        N_("A folder cannot be read"),
        N_("What lies in it is unknown; the rest of the library is not affected."),
        N_("Look at the folder's permissions."),
    ),
    "source_unavailable": Trouble(
        N_("The source cannot be read"), N_("The playlist stays as it was at the last sync."), _OUTSIDE
    ),
    "source_gone": Trouble(
        N_("It is no longer at its source"),
        N_("Somebody deleted it there, or shut it away. What was mirrored is kept."),
        N_("Keep it as it is, or remove it here."),
    ),
    "source_closed": Trouble(
        N_("The service keeps it to itself"),
        N_("Playlists that a service makes up itself are often given to its own apps alone."),
        N_("Copy its songs into a playlist of your own over there, and mirror that."),
    ),
    "source_held": Trouble(
        N_("The source has shrunk"),
        N_("It suddenly has nothing, or less than half of before. That may be a fault over there."),
        N_("Look at it there. If it is right, take it over here."),
    ),
    "login_rejected": Trouble(
        N_("The login is refused"),
        N_("The login is no longer good, or is wrong."),
        N_("Log in again, under Accounts."),
    ),
    "login_lacks_rights": Trouble(
        N_("The login may not do this"),
        N_("Name and password are right, but the server does not let them do what is needed."),
        N_("Give the user the right on the server, or log in as one that has it under Accounts."),
    ),
    "rate_limited": Trouble(
        N_("The server wants a pause"),
        _NOTHING_LOST,
        N_("It is tried again by itself; let runs be further apart if it happens often."),
    ),
    "odd_answer": Trouble(
        N_("Something else answers"),
        N_("What came is no answer of the service, as when a proxy or a sign-in page is in between."),
        N_("Open the address in a browser and look at what is there, then correct it."),
    ),
    "target_read_only": Trouble(
        N_("The playlist makes itself up"),
        N_("It is a smart one: its rules say what is in it, so nothing can be put there."),
        N_("Choose another playlist to keep it in, or let Syncopate make one."),
    ),
    "write_not_kept": Trouble(
        N_("The server did not keep what was written"),
        N_("Somebody else changed it at the same time, or the server left something out."),
        N_("It is looked at again with the next sync; sync it now if it matters."),
    ),
    "broker_unreachable": Trouble(
        N_("The MQTT broker does not answer"),
        N_("Home Assistant sees no changes until it does; syncing goes on."),
        N_("See whether the broker runs, and look at host and port in the settings."),
    ),
    "broker_login_rejected": Trouble(
        N_("The MQTT broker refuses the login"),
        N_("Home Assistant sees no changes until it is let in; syncing goes on."),
        N_("Correct user and password in the settings."),
    ),
    "write_failed": Trouble(
        N_("A file could not be written"),
        N_("What was there before is untouched."),
        N_("Look at the disk and the folder's permissions, then sync again."),
    ),
    "disk_full": Trouble(
        N_("The disk is full"), N_("What was there before is untouched."), N_("Make room, then sync again.")
    ),
    "folder_not_writable": Trouble(
        N_("The folder may not be written to"),
        N_("What was there before is untouched."),
        N_("Give Syncopate the right to write there, then sync again."),
    ),
    "paths_unknown": Trouble(
        N_("The library tells no files"),
        N_("A list of files cannot be made: the server does not say where they are."),
        N_("Choose CSV, XSPF or JSPF, which need no files, or another library."),
    ),
    "database_busy": Trouble(
        N_("The database is locked"), _NOTHING_LOST, N_("Close other programs that use it and try again.")
    ),
    "database_outdated": Trouble(
        N_("The database is of an older version"),
        _NOTHING_LOST,
        N_("Run “syncopate migrate”, then start again."),
    ),
    "database_newer": Trouble(
        N_("The database is of a newer version"),
        _NOTHING_LOST,
        N_("Update Syncopate, or put the older database back."),
    ),
    "secrets_unreadable": Trouble(
        N_("Passwords and keys cannot be read"),
        N_("They were sealed with another key file, so accounts cannot log in."),
        N_("Put the key file back, or enter them anew."),
    ),
    "stalled": Trouble(
        N_("A job got stuck"),
        N_("It made no progress for two hours and was ended."),
        N_("Run it again. If it sticks once more, look where it stopped in the log."),
    ),
    "interrupted": Trouble(
        N_("It was interrupted"),
        N_("The program that worked on it ended before it was done. What was written is whole."),
        N_("Run it again."),
    ),
    "plan_held": Trouble(
        N_("A plan waits for you"),
        N_("It would take much away, or bring back what was deleted, so nothing was written."),
        N_("Look at the plan, then approve it or correct the source."),
    ),
}


LINK_USED = Trouble(
    N_("This link has been used or is too old"),
    N_("It works once."),
    N_("Start again with scripts/run, or sign in with a key."),
)


def trouble(key: str | None) -> Trouble:
    """Return what is to be said about an error key; unknown ones are said to be unknown."""
    return TROUBLES.get(key or "", TROUBLES["internal_error"])
