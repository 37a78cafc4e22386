"""Releases as the API gives them: whole, in lists and as hits of a search."""

from typing import Any

from fakes.discogs.model import Release

_API = "https://api.discogs.com"
_SITE = "https://www.discogs.com"


def name_of(release: Release) -> str:
    """Return the artists in one line, as they are joined."""
    parts = [f"{one['anv'] or one['name']} {one['join']}".strip() for one in release.artists]
    return " ".join(parts)


def whole(release: Release) -> dict[str, Any]:
    image = f"https://i.discogs.com/{release.id}.jpeg"
    told: dict[str, Any] = {
        "id": release.id,
        "status": "Accepted",
        "year": release.year,
        "resource_url": f"{_API}/releases/{release.id}",
        "uri": f"{_SITE}/release/{release.id}-A-Title",
        "artists": release.artists,
        "artists_sort": name_of(release),
        "labels": [],
        "series": [],
        "companies": [],
        "formats": [{"name": "Vinyl", "qty": "1", "descriptions": ["LP"]}],
        "data_quality": "Needs Vote",
        "community": {"have": 3, "want": 1, "status": "Accepted", "data_quality": "Needs Vote"},
        "format_quantity": 1,
        "date_added": "2008-10-20T13:02:56-07:00",
        "date_changed": "2018-02-09T05:51:25-08:00",
        "num_for_sale": 3,
        "lowest_price": 3.09,
        "title": release.title,
        "country": "Europe",
        "released": str(release.year),
        "released_formatted": str(release.year),
        "identifiers": [
            {"type": "Matrix / Runout", "value": "TDS 407 A", "description": "Side A"},
            *({"type": "Barcode", "value": code} for code in release.barcodes),
        ],
        "videos": [],
        "genres": ["Pop"],
        "styles": ["Synth-pop"],
        "tracklist": release.tracklist,
        "extraartists": [],
        "images": [
            {
                "type": kind,
                "uri": image.replace(".jpeg", f"-{kind}.jpeg"),
                "resource_url": image,
                "uri150": image,
                "width": 600,
                "height": 596,
            }
            for kind in ("secondary", "primary")
        ],
        "thumb": image,
        "estimated_weight": 230,
        "blocked_from_sale": False,
        "is_offensive": False,
    }
    if release.master is not None:
        told |= {"master_id": release.master, "master_url": f"{_API}/masters/{release.master}"}
    return told


def listed(release: Release) -> dict[str, Any]:
    """Make what stands in collections and wantlists of a release."""
    image = f"https://i.discogs.com/{release.id}.jpeg"
    return {
        "id": release.id,
        "master_id": release.master or 0,
        "resource_url": f"{_API}/releases/{release.id}",
        "thumb": image,
        "cover_image": image,
        "title": release.title,
        "year": release.year,
        "formats": [{"name": "Vinyl", "qty": "1", "descriptions": ["LP"]}],
        "artists": release.artists,
        "labels": [],
        "genres": ["Pop"],
        "styles": [],
    }


def hit(release: Release) -> dict[str, Any]:
    image = f"https://i.discogs.com/{release.id}.jpeg"
    return {
        "country": "Europe",
        "year": str(release.year),
        "format": ["Vinyl", "LP"],
        "label": [],
        "type": "release",
        "genre": ["Pop"],
        "style": [],
        "id": release.id,
        "barcode": release.barcodes,
        "master_id": release.master or 0,
        "uri": f"/release/{release.id}-A-Title",
        "catno": "X",
        "title": f"{name_of(release)} - {release.title}",
        "thumb": image,
        "cover_image": image,
        "resource_url": f"{_API}/releases/{release.id}",
    }


def artist_hit(one: dict[str, Any]) -> dict[str, Any]:
    image = f"https://i.discogs.com/{one['id']}.jpeg"
    return {
        "id": one["id"],
        "type": "artist",
        "title": one["name"],
        "thumb": image,
        "cover_image": image,
        "uri": f"/artist/{one['id']}",
        "resource_url": one["resource_url"],
    }
