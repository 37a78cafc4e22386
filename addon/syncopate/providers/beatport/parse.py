"""Raw things of Beatport's pages to rows: small pure functions.

What is of another kind than told is not there.
A thing is known by what it has, since the lists do not say what they hold: a track has the name of a mix, a
chart a person. Search names everything otherwise ("track_name" for "name").
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import cast

from syncopate.domain.ids import parse_isrc, parse_upc
from syncopate.providers.beatport.rows import (
    ArtistRow,
    ChartRow,
    GenreRow,
    Listing,
    ReleaseRow,
    Row,
    TrackRow,
)

type Raw = Mapping[str, object]

_PACKAGING = "original mix"
"""What every track is called that is no other mix: no part of its title."""
_CLOCK = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d\d)")
_KIND = re.compile(r"/catalog/(\w+)/\d+/?$")
_TRACK = re.compile(r"/tracks/(\d+)/?$")


def row_of(raw: Raw) -> Row | None:
    """Return a thing, None for what is no track, release, chart, genre or artist, or has no name."""
    inner = raw.get("track")
    if isinstance(inner, dict):
        # In playlists a track is wrapped in its place.
        return _track(cast("Raw", inner))
    if {"mix_name", "track_id"} & raw.keys():
        return _track(raw)
    found = _KIND.search(text(raw, "url") or "")
    kind = found[1] if found else ""
    if "release_id" in raw or kind == "releases" or {"upc", "catalog_number"} & raw.keys():
        return _release(raw)
    if kind in {"charts", "playlists"} or {"chart_id", "person", "release_images"} & raw.keys():
        return _chart(raw)
    if "artist_id" in raw or kind == "artists":
        return _artist(raw)
    return _genre(raw) if kind == "genres" else None


def listing_of(key: str, data: object) -> Listing | None:
    """Return a list as the site hands it over, None for what is none."""
    told: Raw = cast("Raw", data) if isinstance(data, dict) else {}
    items = data if isinstance(data, list) else told.get("results", told.get("data"))
    if not isinstance(items, list):
        return None
    rows = (row_of(cast("Raw", item)) for item in items if isinstance(item, dict))
    return Listing(
        key=key,
        rows=tuple(row for row in rows if row is not None),
        size=len(items),
        count=whole(told, "count"),
        page=whole(told, "page"),
    )


def title_of(name: str, mix: str | None) -> str:
    """Return a title with the name of the mix in brackets, unless it is the original or said already."""
    if mix is None or mix.casefold() == _PACKAGING or name.casefold().endswith(f"({mix.casefold()})"):
        return name
    return f"{name} ({mix})"


def length_of(raw: Raw) -> timedelta | None:
    """Return how long a track is: milliseconds, or "5:27"."""
    for name in ("length_ms", "length"):
        if (value := whole(raw, name)) is not None and value > 0:
            return timedelta(milliseconds=value)
    found = _CLOCK.fullmatch(text(raw, "length") or "")
    if found is None:
        return None
    length = timedelta(hours=int(found[1] or 0), minutes=int(found[2]), seconds=int(found[3]))
    return length or None


def text(raw: Raw, *names: str) -> str | None:
    """Return the first text that says something, on one line."""
    for name in names:
        value = raw.get(name)
        if isinstance(value, str) and (said := " ".join(value.split())):
            return said
    return None


def whole(raw: Raw, name: str) -> int | None:
    """Return a number that is not negative, also where it is written as text: "page": "1"."""
    value = raw.get(name)
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _track(raw: Raw) -> TrackRow | None:
    key, name = _id(raw, "id", "track_id"), text(raw, "name", "track_name")
    if key is None or name is None:
        return None
    release = _inside(raw, "release")
    return TrackRow(
        id=key,
        slug=text(raw, "slug") or "-",
        title=title_of(name, text(raw, "mix_name")),
        artists=_artists(raw),
        duration=length_of(raw),
        isrc=parse_isrc(text(raw, "isrc") or ""),
        release=text(release, "name", "release_name"),
        release_id=_id(release, "id", "release_id") or "",
        cover_url=_cover(release) or text(release, "release_image_uri"),
        number=whole(raw, "track_number") or None,
        year=_year(raw),
    )


def _release(raw: Raw) -> ReleaseRow | None:
    key, name = _id(raw, "id", "release_id"), text(raw, "name", "release_name")
    if key is None or name is None:
        return None
    refs = raw.get("tracks")
    found = [_TRACK.search(one) for one in refs if isinstance(one, str)] if isinstance(refs, list) else []
    # The site names them from the last to the first.
    tracks = tuple(one[1] for one in reversed(found) if one)
    return ReleaseRow(
        id=key,
        slug=text(raw, "slug") or "-",
        name=name,
        artists=_artists(raw),
        cover_url=_cover(raw) or text(raw, "release_image_uri"),
        upc=parse_upc(text(raw, "upc") or ""),
        year=_year(raw),
        count=whole(raw, "track_count") or len(tracks) or None,
        tracks=tracks if len(tracks) == len(found) else (),
    )


def _chart(raw: Raw) -> ChartRow | None:
    key, name = _id(raw, "id", "chart_id"), text(raw, "name", "chart_name")
    if key is None or name is None:
        return None
    return ChartRow(
        id=key,
        slug=text(raw, "slug") or "-",
        name=name,
        description=text(raw, "description"),
        owner=text(_inside(raw, "person"), "owner_name", "name"),
        cover_url=_cover(raw) or text(raw, "chart_image_uri"),
        count=whole(raw, "track_count"),
    )


def _artist(raw: Raw) -> ArtistRow | None:
    key, name = _id(raw, "id", "artist_id"), text(raw, "name", "artist_name")
    if key is None or name is None:
        return None
    cover = _cover(raw) or text(raw, "artist_image_uri")
    return ArtistRow(id=key, slug=text(raw, "slug") or "-", name=name, cover_url=cover)


def _genre(raw: Raw) -> GenreRow | None:
    key, name, slug = _id(raw, "id"), text(raw, "name"), text(raw, "slug")
    return None if key is None or name is None or slug is None else GenreRow(id=key, slug=slug, name=name)


def _artists(raw: Raw) -> tuple[str, ...]:
    """Return the artists; search lists the remixers among them, who are in the name of the mix."""
    listed = raw.get("artists")
    people = [cast("Raw", one) for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    playing = [one for one in people if one.get("artist_type_name") != "Remixer"] or people
    names = [text(one, "name", "artist_name") for one in playing]
    return tuple(dict.fromkeys(name for name in names if name))


def _cover(raw: Raw) -> str | None:
    return text(_inside(raw, "image"), "uri")


def _year(raw: Raw) -> int | None:
    date = text(raw, "new_release_date", "publish_date", "release_date") or ""
    return int(date[:4]) if date[:4].isascii() and date[:4].isdigit() and int(date[:4]) else None


def _inside(raw: Raw, name: str) -> Raw:
    value = raw.get(name)
    return cast("Raw", value) if isinstance(value, dict) else {}


def _id(raw: Raw, *names: str) -> str | None:
    return next((str(found) for name in names if (found := whole(raw, name))), None)
