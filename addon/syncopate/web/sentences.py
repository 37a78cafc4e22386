"""Sentences with places to fill in: of errors, of providers, and of what settings must be."""

from collections.abc import Mapping, Sequence

from syncopate.web.texts import N_

SAYS: Mapping[str, str] = {
    "unreadable_playlist": N_("{name} cannot be read as a playlist."),
    "payload_too_large": N_("A request of this kind may hold {limit} at most."),
    "playlist_too_large": N_("{name} is larger than {limit}."),
    "unknown_columns": N_("No column of {name} is known to hold titles; found: {columns}."),
    "too_many_requests": N_("Too many requests; try again in {retry_after} s."),
    "library_unavailable": N_("The library {name} cannot be read."),
    "folder_unreadable": N_("{path} cannot be read."),
    "source_unavailable": N_("The source of {name} cannot be read."),
    "login_rejected": N_("{account} refuses the login."),
    "login_lacks_rights": N_("{account} takes the login, but does not let it do this."),
    "rate_limited": N_("{account} wants a pause of {retry_after} s."),
    "odd_answer": N_(
        "{account} answers with something else than its API: is the address right, is a proxy in between?"
    ),
    "broker_unreachable": N_("The MQTT broker {host} cannot be reached."),
    "broker_login_rejected": N_("The MQTT broker {host} refuses the login."),
    "write_failed": N_("{path} cannot be written."),
    "disk_full": N_("The disk is full: {path} was not written."),
    "folder_not_writable": N_("The folder {path} may not be written to."),
    "secrets_unreadable": N_("The stored secrets cannot be opened with the key file {path}."),
}
"""The sentences of errors, as the errors themselves say them."""

DETAILS: Sequence[str] = (
    N_("{field} is needed, with {longest} letters at most."),
    N_("{field} has {longest} letters at most."),
    N_("A name has 1 to {longest} letters."),
    N_("{field} is needed."),
    N_("{field} is a number."),
    N_("{field} is one line of text."),
    N_("{field} is an address that begins with http:// or https://."),
    N_("There is no folder {folder} here."),
    N_("The folder needs its whole path."),
    N_("The folder is not there."),
    N_("A part could not be read: {folders}"),
    N_("What the playlist holds in {name} could not be read."),
    N_("Choose a file that holds something."),
    N_("The file is no longer held here; please choose it again."),
    N_("The interval is 0 to 365 days."),
    N_("Choose what the key may do."),
    N_("Some settings cannot be as they are entered."),
    N_("A library is either a folder or a section of an account."),
    N_("{what} did not answer within {seconds} s."),
    N_("{what} refuses the connection at {host}: is it running, is the port right?"),
    N_("{what} cannot be found: the name {host} is not known."),
    N_("{what} has a certificate that is not trusted: {why}."),
    N_("{what} does not speak https at {host}."),
    N_("{what} broke off in the middle."),
    N_("{what} answers with the status {status}."),
    N_("{what} is busy and wants a pause of {retry_after} s."),
    N_("{what} answers with more than {limit}."),
    N_("{what} sends on to {host}: enter that address if it is the right one."),
    N_("{what} sends on in circles."),
)
"""Other sentences that errors of the engine come with."""

FREE = frozenset({"invalid_input", "internal_error", "conflict"})
"""Keys that alone tell little: what the engine says of them is shown in English where unknown here."""

FIELDS: Mapping[str, str] = {
    "name": N_("Name"),
    "label": N_("Label"),
    "folder": N_("Folder"),
    "provider": N_("Service"),
    "source": N_("Source"),
    "reference": N_("Reference"),
    "every_minutes": N_("Minutes between runs"),
    "at": N_("Time of day"),
}

PROVIDERS: Sequence[str] = (
    N_("Demo"),
    N_("Two playlists, an album and a small library in memory."),
    N_("Offline"),
    N_("Answer as a service does that cannot be reached."),
    N_("evening, morning or album-back-in-black"),
    N_("Music folder"),
    N_("Reads the tags of the files in a folder and writes playlists as M3U8 files."),
    N_("The folder your music lies in, as the engine sees it."),
    N_("Playlist folder"),
    N_("Where playlists are written: a folder inside the music folder, or a whole path."),
    N_("Playlist file"),
    N_("Reads CSV, TSV, TXT, M3U, M3U8, XSPF and JSPF files, also exports of TuneMyMusic and Exportify."),
    N_("The name of an uploaded file, or the whole path of one the engine can read."),
)
"""What providers say of themselves."""

WRONG: Mapping[str, str] = {
    "number": N_("A whole number from {least} to {most} is needed here."),
    "host": N_("A name or an address alone, without “mqtt://”, spaces or a port: that has its own field."),
    "topic": N_("Names with / between them, at least one: no + or #, and no / at either end."),
    "aliases": N_("Line {line} needs two different names or more, with = between them: 藤井風 = Fujii Kaze"),
    "other": N_("That is too long, or none of the choices."),
}
"""What must be entered instead of a value that a setting cannot have."""
