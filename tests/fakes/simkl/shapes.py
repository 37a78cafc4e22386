"""Titles of a library as they are told, by the parameters that ask for more or less."""

from collections import defaultdict
from typing import Any

from fakes.simkl.model import Item, Title


def media(title: Title) -> dict[str, Any]:
    """Return what is told of a title itself."""
    slug = title.name.lower().replace(" ", "-")
    ids = {"simkl": title.simkl, "slug": slug, **title.ids}
    return {"title": title.name, "poster": "74/74415673dcdc9cdd", "year": title.year, "ids": ids}


def row(item: Item, asked: dict[str, str]) -> dict[str, Any]:
    """Return a title of a library."""
    mode = asked.get("extended", "")
    about = "movie" if item.title.kind == "movies" else "show"
    if mode == "simkl_ids_only":
        return {about: {"ids": {"simkl": item.title.simkl}}}
    told: dict[str, Any] = {
        "added_to_watchlist_at": item.added_at,
        "last_watched_at": item.last_watched_at,
        "user_rated_at": item.rated_at,
        "user_rating": item.rating,
        "status": item.status,
    }
    if not item.title.film:
        seen = [place for place in item.seen if place[0]]
        told |= {
            "last_watched": None if not seen else "S{:02}E{:02}".format(*max(seen)),
            "next_to_watch": None,
            "watched_episodes_count": len(seen),
            "total_episodes_count": len(item.title.regular),
            "not_aired_episodes_count": 0,
        }
    if item.title.kind == "anime":
        told["anime_type"] = "movie" if item.title.film else "tv"
    told[about] = media(item.title)
    if mode in {"full", "full_anime_seasons"} and not item.title.film:
        if mode == "full_anime_seasons" and item.title.kind == "anime":
            told["mapped_tvdb_seasons"] = sorted({season for season, _ in item.title.tvdb.values()})
        seasons = _seasons(item, asked)
        told |= {"seasons": seasons} if seasons else {}
    return told


def _seasons(item: Item, asked: dict[str, str]) -> list[dict[str, Any]]:
    """Return the episodes that were seen. Of what is over, only if they are asked for."""
    every = asked.get("include_all_episodes")
    over = item.status in {"completed", "dropped"}
    places = item.seen if every == "yes" else {} if over and every is None else item.watched
    seasons: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for (season, number), at in sorted(places.items()):
        told: dict[str, Any] = {"number": number}
        if asked.get("episode_watched_at") == "yes":
            told["watched_at"] = at
        mapped = item.title.tvdb.get((season, number))
        if mapped is not None and asked["extended"] == "full_anime_seasons":
            told["tvdb"] = {"season": mapped[0], "episode": mapped[1]}
        seasons[season].append(told)
    return [{"number": season, "episodes": told} for season, told in seasons.items()]
