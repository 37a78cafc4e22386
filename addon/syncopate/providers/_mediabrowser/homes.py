"""In which of the libraries an item is, when it was not found by asking the library for it."""

from collections.abc import Mapping, Sequence

from syncopate.providers._mediabrowser.raw import Raw, text, things
from syncopate.providers._mediabrowser.talk import Talk
from syncopate.providers._mediabrowser.titles import key_of
from syncopate.providers._mediabrowser.video_views import VideoView

_MOST = 20
"""So many are asked for one by one; to read everything is quicker than more of that."""


async def homes_of(talk: Talk, views: Sequence[VideoView], rows: Sequence[Raw]) -> Mapping[str, str] | None:
    """Return the keys of the libraries that items are in, by their own; None where that cannot be told.

    Mostly only one library holds things of their kind. Else what is above them is asked for; no list can be:
    servers heed no library when they are asked for keys.
    """
    homes: dict[str, str] = {}
    asked: dict[str, str | None] = {}
    for raw in rows:
        key, above = key_of(raw, talk.what), text(raw, "SeriesId") or key_of(raw, talk.what)
        fitting = [view.key for view in views if _fits(view, raw)]
        home = fitting[0] if len(fitting) == 1 else asked.get(above)
        if home is None and above not in asked and len(asked) < _MOST:
            home = asked[above] = await _asked(talk, above, set(fitting))
        if home is None:
            return None
        homes[key] = home
    return homes


def _fits(view: VideoView, raw: Raw) -> bool:
    return "Movie" in view.types if raw.get("Type") == "Movie" else view.has_shows


async def _asked(talk: Talk, key: str, fitting: set[str]) -> str | None:
    query = {"UserId": talk.user_id}
    above = things(await talk.http.json("GET", f"Items/{key}/Ancestors", query=query), talk.what)
    found = {said for one in above if (said := text(one, "Id")) is not None} & fitting
    return found.pop() if len(found) == 1 else None
