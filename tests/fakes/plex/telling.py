"""What is said of every item, whatever it is."""

from dataclasses import dataclass
from typing import Final

from fakes.plex.media import Collection, Item, Section, Views
from fakes.plex.nodes import Scalar


def metadata_path(item: Item) -> str:
    return f"/library/{'collections' if isinstance(item, Collection) else 'metadata'}/{item.key}"


def thumb(item: Item, element: str = "thumb") -> str:
    return f"/library/metadata/{item.key}/{element}/{item.updated}"


def in_section(section: Section) -> dict[str, Scalar]:
    """Return what names the section on an item of its own, outside a listing of that section."""
    return {
        "librarySectionTitle": section.title,
        "librarySectionID": section.key,
        "librarySectionKey": f"/library/sections/{section.key}",
    }


def seen(item: Item, views: Views) -> dict[str, Scalar]:
    """Return what the user asking thinks of the item; nothing when he never met it."""
    guid = item.guid
    told: dict[str, Scalar] = {}
    if (rating := views.ratings.get(guid)) is not None:
        told["userRating"], told["lastRatedAt"] = rating
    if (plays := views.plays.get(guid)) is not None:
        told["viewCount"] = plays[0]
    if (position := views.positions.get(guid)) is not None:
        told["viewOffset"] = position[0]
    if when := views.last(guid):
        told["lastViewedAt"] = when
    return told


@dataclass(frozen=True, slots=True)
class Depth:
    """How much is told: other services' ids, the section, and what only an item asked for by itself says."""

    guids: bool = False
    section: bool = False
    all: bool = False


FULL: Final = Depth(guids=True, section=True, all=True)
