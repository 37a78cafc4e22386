"""The command that exports a playlist or album as a file."""

import argparse
import asyncio
import os
import sys
from pathlib import Path

from syncopate.command import output
from syncopate.command.export_options import FORMATS
from syncopate.command.named import library_named, playlist_called, service_called
from syncopate.domain.export import ExportFormat
from syncopate.errors import InvalidInput
from syncopate.sync.exporting import Export, ExportRequest, export_mirror, find_counterparts
from syncopate.sync.files import write_whole
from syncopate.sync.kit import Kit

_STANDARD = "-"
"""What stands for standard output, as with other commands."""


async def export(kit: Kit, arguments: argparse.Namespace) -> int:
    """Write a playlist to a file or to standard output."""
    mirror = await playlist_called(kit, arguments.playlist)
    place = None if arguments.output == _STANDARD else arguments.output
    library = None if arguments.library is None else await library_named(kit, arguments.library)
    service = None if arguments.links is None else service_called(arguments.links).domain
    if arguments.find and service is None:
        raise InvalidInput("Say by --links at which service to look.", field="links")
    request = ExportRequest(
        format=_format(arguments),
        links=service,
        library_id=None if library is None else library.id,
        path_from=arguments.path_from,
        path_to=arguments.path_to,
    )
    if arguments.find and service is not None:
        await find_counterparts(kit, mirror.id, service)
    made = await export_mirror(kit, mirror.id, request)
    path = None if place is None else await asyncio.to_thread(_write, place, made)
    if arguments.json:
        output.print_json(_document(made, path))
    elif path is not None:
        linked = "" if made.linked is None else f", {made.linked} with links"
        output.say(f"{path}: {made.entries} entries, {made.files} with files{linked}")
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(made.data)
        sys.stdout.buffer.flush()
    return 0


def _format(arguments: argparse.Namespace) -> ExportFormat:
    """Return what was asked for, or what the file's name says. Raises InvalidInput for a name of none."""
    if arguments.format is not None:
        return ExportFormat(arguments.format)
    ending = Path(arguments.output or "").suffix.lower().removeprefix(".")
    if arguments.output is None or Path(arguments.output).is_dir() or not ending:
        return ExportFormat.M3U8 if arguments.links is None else ExportFormat.TXT
    if ending not in FORMATS:
        raise InvalidInput(f"{ending} is none of {', '.join(FORMATS)}: name one by --format.", field="format")
    return ExportFormat(ending)


def _write(text: str, made: Export) -> Path:
    """Write it and return where: into a folder under its own name. Raises InvalidInput, WriteFailed."""
    path = Path(text).absolute()
    folder = path if text.endswith(os.sep) else path.parent
    if not folder.exists():
        # Made by itself it would hide a name that was mistyped.
        raise InvalidInput(f"There is no folder {folder}.", field="output")
    if path.is_dir() or text.endswith(os.sep):
        path /= made.filename
    write_whole(path, made.data)
    return path


def _document(made: Export, path: Path | None) -> dict[str, object]:
    told: dict[str, object] = {
        "filename": made.filename,
        "format": made.format.value,
        "entries": made.entries,
        "files": made.files,
    }
    if made.linked is not None:
        told["links"] = {"found": made.linked, "not_found": made.entries - made.linked}
    return told | ({"content": made.text} if path is None else {"path": str(path)})
