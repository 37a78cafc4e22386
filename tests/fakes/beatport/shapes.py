"""Things as the site hands them to its scripts, and the pages around them."""

import json
from collections.abc import Sequence
from html import escape
from typing import Any

from fakes.beatport.model import Artist, Chart, Genre, Playlist, Release, Shop, Track

_API = "https://api-internal.beatportprod.com/v4/catalog"
_MEDIA = "https://geo-media.beatport.com/image_size"


def artist(one: Artist) -> dict[str, Any]:
    return {
        "id": one.id,
        "image": image(one.id),
        "name": one.name,
        "slug": one.slug,
        "url": f"{_API}/artists/{one.id}/",
    }


def image(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "uri": f"{_MEDIA}/1400x1400/{number}.jpg",
        "dynamic_uri": f"{_MEDIA}/{{w}}x{{h}}/{number}.jpg",
    }


def genre(one: Genre) -> dict[str, Any]:
    return {"id": one.id, "name": one.name, "slug": one.slug, "url": f"{_API}/genres/{one.id}/"}


def track(shop: Shop, one: Track) -> dict[str, Any]:
    release = shop.releases[one.release]
    minutes, seconds = divmod(one.ms // 1000, 60)
    return {
        "artists": [artist(each) for each in one.artists],
        "publish_status": "published",
        "bpm": 126,
        "catalog_number": f"CAT{release.id}",
        "exclusive": False,
        "genre": genre(shop.genres.get(one.genre, Genre(one.genre, "House"))),
        "id": one.id,
        "image": image(one.id),
        "isrc": one.isrc,
        "key": {"id": 5, "name": "C Minor", "url": f"{_API}/keys/5/"},
        "length": f"{minutes}:{seconds:02}",
        "length_ms": one.ms,
        "mix_name": one.mix,
        "name": one.name,
        "new_release_date": release.date,
        "publish_date": release.date,
        "release": {
            "id": release.id,
            "name": release.name,
            "image": image(release.id),
            "label": {"id": 9, "name": "A Label", "slug": "a-label"},
            "slug": release.slug,
        },
        "remixers": [artist(each) for each in one.remixers],
        "slug": "-".join(one.name.casefold().split()),
        "sub_genre": None,
        "url": f"{_API}/tracks/{one.id}/",
        "is_hype": False,
    }


def release(one: Release) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "slug": one.slug,
        "artists": [artist(each) for each in one.artists],
        "catalog_number": f"CAT{one.id}",
        "image": image(one.id),
        "label": {"id": 9, "name": "A Label", "slug": "a-label"},
        "new_release_date": one.date,
        "publish_date": one.date,
        "track_count": len(one.tracks),
        # From the last to the first, as the site does.
        "tracks": [f"{_API}/tracks/{key}/" for key in reversed(one.tracks)],
        "type": {"id": 1, "name": "Release"},
        "upc": one.upc,
    }


def chart(one: Chart) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "slug": one.slug,
        "description": f"What {one.owner} plays.",
        "image": image(one.id),
        "person": {"id": 1, "owner_name": one.owner, "owner_slug": "x"},
        "track_count": len(one.tracks),
        "url": f"{_API}/charts/{one.id}/",
    }


def playlist(one: Playlist) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "track_count": len(one.tracks),
        "release_images": [],
        "url": f"{_API}/playlists/{one.id}/",
    }


def searched_track(shop: Shop, one: Track) -> dict[str, Any]:
    release = shop.releases[one.release]
    people = [(each, "Artist") for each in one.artists] + [(each, "Remixer") for each in one.remixers]
    return {
        "score": 999.5,
        "artists": [
            {"artist_id": each.id, "artist_name": each.name, "artist_type_name": kind}
            for each, kind in people
        ],
        "bpm": 126,
        "catalog_number": f"CAT{release.id}",
        "isrc": one.isrc,
        "key_name": "C Minor",
        "length": one.ms,
        "mix_name": one.mix,
        "publish_date": f"{release.date}T00:00:00",
        "release": {
            "release_id": release.id,
            "release_name": release.name,
            "release_image_uri": image(release.id)["uri"],
        },
        "release_date": f"{release.date}T00:00:00",
        "track_id": one.id,
        "track_name": one.name,
        "track_number": release.tracks.index(one.id) + 1,
        "genre": [{"genre_id": 5, "genre_name": "House"}],
    }


def searched_release(one: Release) -> dict[str, Any]:
    return {
        "release_id": one.id,
        "release_name": one.name,
        "artists": [{"artist_id": each.id, "artist_name": each.name} for each in one.artists],
        "catalog_number": f"CAT{one.id}",
        "release_date": f"{one.date}T00:00:00",
        "release_image_uri": image(one.id)["uri"],
        "upc": one.upc,
    }


def searched_artist(one: Artist) -> dict[str, Any]:
    return {"artist_id": one.id, "artist_name": one.name, "artist_image_uri": image(one.id)["uri"]}


def query(key: Sequence[object], data: object) -> dict[str, Any]:
    """Make what the site asked itself, and the answer."""
    state = {"data": data, "dataUpdateCount": 1, "error": None, "status": "success", "fetchStatus": "idle"}
    return {"state": state, "queryKey": list(key), "queryHash": json.dumps(list(key))}


def html(props: dict[str, Any], body: str, page: str) -> str:
    """Make a page: less-than signs are escaped in the script, as Next.js does."""
    told = {"props": {"pageProps": props, "__N_SSP": True}, "page": page, "buildId": "fake"}
    script = json.dumps(told).replace("<", "\\u003c").replace("&", "\\u0026")
    return (
        '<!DOCTYPE html><html lang="en"><head><title>Beatport</title></head><body>'
        f'<div id="__next">{body}</div>'
        f'<script id="__NEXT_DATA__" type="application/json">{script}</script></body></html>'
    )


def menu(genres: Sequence[Genre]) -> str:
    """Make the menu of genres that stands above every page."""
    links = (
        f'<a title="{escape(one.name)}" href="/genre/{one.slug}/{one.id}">{escape(one.name)}</a>'
        for one in genres
    )
    return f"<header>{''.join(links)}</header>"


def slider(heading: str, kind: str, things: Sequence[Release | Chart], card: str = "") -> str:
    """Make a heading and the cards below it, each with two links to the same thing."""
    if not things:
        return ""
    mark = f' data-testid="{card}"' if card else ""
    cards = (
        f'<div{mark}><a class="artwork" title="{escape(one.name)}" href="/{kind}/{one.slug}/{one.id}">'
        f'<img alt="x"/></a><button data-testid="play-button"></button>'
        f'<a href="/{kind}/{one.slug}/{one.id}"><span>{escape(one.name)}</span></a></div>'
        for one in things
    )
    return f"<h2><span>{escape(heading)}</span></h2><div>{''.join(cards)}</div>"
