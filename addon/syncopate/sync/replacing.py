"""A new file for a playlist or album that was made of an uploaded one."""

from collections.abc import Mapping

from syncopate.domain.event import EventType
from syncopate.errors import InvalidInput
from syncopate.store import mirrors
from syncopate.store.mirrors import Mirror, MirrorChanges
from syncopate.sync.finishing import finished
from syncopate.sync.kit import Kit
from syncopate.sync.mirrors import preview_file, tell_mirror
from syncopate.sync.standing import mirror_turn
from syncopate.sync.uploads import COLUMN, kept_upload, parts_of, remove_unnamed, unmarked, upload_of


async def replace_file(
    kit: Kit, mirror_id: str, filename: str, data: bytes, columns: Mapping[str, str] | None = None
) -> Mirror:
    """Put a file in the place of the uploaded one; all else stays as it is, and the next sync reads it.

    `columns` are options of its reader in place of those said of the file before; None: as before. It is
    read first, and what cannot be read changes nothing. Raises NotFound, InvalidInput where there was no
    upload, the reader's errors (UnreadablePlaylist, UnknownColumns, PlaylistTooLarge), WriteFailed.
    """
    # No sync may read the old file as if it were the new one, or miss it while it goes.
    async with kit.turns[mirror_turn(mirror_id)]:
        mirror = await kit.database.read(mirrors.get, mirror_id)
        before = upload_of(kit, mirror)
        if before is None:
            raise InvalidInput("Only what was made of an uploaded file can get a new one.", field="file")
        options = dict(mirror.options)
        if columns is not None:
            options = {name: value for name, value in options.items() if not name.startswith(COLUMN)}
            options |= columns
        await preview_file(kit, filename, data, options)
        # What it is called stays: only the ending is the new file's, for its reader.
        stem, (_, suffix) = parts_of(unmarked(mirror.reference))[0], parts_of(filename)
        try:
            async with kept_upload(kit, stem, suffix, data) as kept:
                changes = MirrorChanges(reference=kept.name, options=options)
                await finished(kit.database.write(mirrors.change, mirror_id, changes))
        finally:
            await remove_unnamed(kit, before)
        mirror = await kit.database.read(mirrors.get, mirror_id)
    await tell_mirror(kit, EventType.PLAYLIST_UPDATED, mirror, "updated")
    return mirror
