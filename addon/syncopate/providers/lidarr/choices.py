"""What artists are added with: root folder, profiles and tags, as the settings name them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from syncopate.errors import InvalidInput, NotConfigured, OddAnswer
from syncopate.providers._tracker.raw import Raw, text, whole
from syncopate.providers.lidarr.client import WHAT, Client


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Numbers are Lidarr's own."""

    folder: str
    quality: int
    metadata: int
    tags: tuple[int, ...] = ()


async def choices(client: Client, settings: Mapping[str, str], *, make_tags: bool) -> Choices:
    """Return what is chosen. Raises Unreachable, InvalidInput naming what Lidarr lacks and what it has."""
    folders = await client.root_folders()
    if not folders:
        raise NotConfigured(f"{WHAT} has no root folder yet.", what="lidarr.root_folder")
    folder = _folder(folders, settings.get("root_folder", "").strip())
    return Choices(
        folder=text(folder, "path"),
        quality=await _profile(client, settings, "quality", folder, "defaultQualityProfileId"),
        metadata=await _profile(client, settings, "metadata", folder, "defaultMetadataProfileId"),
        tags=await _tags(client, settings, make=make_tags),
    )


def _folder(folders: Sequence[Raw], wanted: str) -> Raw:
    if not wanted:
        return folders[0]
    for each in folders:
        if text(each, "path").rstrip("/\\") == wanted.rstrip("/\\"):
            return each
    raise _lacks("root folder", wanted, [text(each, "path") for each in folders])


async def _profile(client: Client, settings: Mapping[str, str], kind: str, folder: Raw, default: str) -> int:
    wanted = settings.get(f"{kind}_profile", "").strip()
    found = {text(each, "name"): whole(each, "id") for each in await client.profiles(kind)}
    if wanted:
        by_name = {name.casefold(): number for name, number in found.items()}
        if (number := by_name.get(wanted.casefold())) is None:
            raise _lacks(f"{kind} profile", wanted, sorted(found))
        return number
    usual = whole(folder, default)
    numbers = [number for number in found.values() if number is not None]
    if not numbers:
        raise OddAnswer(account=WHAT)
    return usual if usual in numbers else numbers[0]


async def _tags(client: Client, settings: Mapping[str, str], *, make: bool) -> tuple[int, ...]:
    wanted = [label for each in settings.get("tags", "").split(",") if (label := each.strip().lower())]
    if not wanted:
        return ()
    known = {text(each, "label").lower(): whole(each, "id") for each in await client.tags()}
    found = []
    for label in dict.fromkeys(wanted):
        number = known.get(label)
        if number is None and make:
            number = whole(await client.make_tag(label), "id")
        if number is not None:
            found.append(number)
    return tuple(found)


def _lacks(what: str, wanted: str, there: Sequence[str]) -> InvalidInput:
    return InvalidInput(f"{WHAT} has no {what} {wanted}; it has: {', '.join(there) or 'none'}.")
