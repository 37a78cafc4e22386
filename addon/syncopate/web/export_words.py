"""What exports are called, and what the page of a playlist shows of them."""

from collections.abc import Mapping, Sequence

from syncopate.domain.export import ExportFormat
from syncopate.store import exports
from syncopate.store.mirrors import Mirror
from syncopate.sync.exporting import link_services
from syncopate.sync.kit import Kit
from syncopate.sync.saving import folder_of
from syncopate.web.texts import N_

FORMATS: Mapping[str, tuple[str, str]] = {
    ExportFormat.M3U8: ("M3U8", N_("files, for most players")),
    ExportFormat.M3U: ("M3U", N_("files, for old players")),
    ExportFormat.CSV: ("CSV", N_("every entry, for spreadsheets")),
    ExportFormat.XSPF: ("XSPF", N_("every entry, for VLC and others")),
    ExportFormat.JSPF: ("JSPF", N_("every entry, for ListenBrainz")),
}

LINK_FORMATS: Mapping[str, tuple[str, str]] = {
    ExportFormat.TXT: ("TXT", N_("one link a line, to be pasted elsewhere")),
    **{form: FORMATS[form] for form in (ExportFormat.CSV, ExportFormat.XSPF, ExportFormat.JSPF)},
}
"""What can be given with links at one service."""


def services() -> Sequence[tuple[str, str]]:
    """Return the services at which entries can be linked, and what they are called."""
    return [(each.domain, each.name) for each in link_services()]


def chosen(mirror: Mirror) -> str:
    """Return what it is saved as, "" for nothing."""
    return exports.format_of(mirror) or ""


def file_of(mirror: Mirror) -> str:
    """Return the name of the file that it is saved in, "" where there is none."""
    return next(iter(exports.files_of(mirror)), "")


def folder(kit: Kit) -> str:
    """Return where exports are saved."""
    return str(folder_of(kit))
