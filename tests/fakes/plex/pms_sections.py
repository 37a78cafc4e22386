"""Libraries made and taken away by their owner."""

from aiohttp import web

from fakes.plex.asking import RefusedError, done, owner_only, section_of, send, server_of
from fakes.plex.describe import section_node
from fakes.plex.media import Kind
from fakes.plex.nodes import container

_MADE = {
    "movie": (Kind.MOVIE, "tv.plex.agents.movie", "Plex Movie"),
    "show": (Kind.SHOW, "tv.plex.agents.series", "Plex TV Series"),
    "artist": (Kind.ARTIST, "tv.plex.agents.music", "Plex Music"),
}
_ROOT = "/storage/"


async def add(request: web.Request) -> web.Response:
    """Make a library; refused for an agent or scanner of another kind, and for folders that are not there."""
    owner_only(request)
    query = request.query
    made, paths = _MADE.get(query.get("type", "")), query.getall("location", [])
    if made is None or (query.get("agent"), query.get("scanner")) != made[1:]:
        raise RefusedError(400)
    if not query.get("name") or not query.get("language") or not paths:
        raise RefusedError(400)
    if not all(path.startswith(_ROOT) for path in paths):
        raise RefusedError(400)
    library = server_of(request).library
    section = library.add_section(query["name"], *paths, kind=made[0], language=query["language"])
    answer = send(request, container({"allowSync": False, "title1": "Plex Library"}, [section_node(section)]))
    answer.set_status(201)
    return answer


async def remove(request: web.Request) -> web.Response:
    """Take a library away; its files stay where they are."""
    owner_only(request)
    server_of(request).library.drop_section(section_of(request))
    return done()


def routes() -> list[web.RouteDef]:
    return [
        web.post("/library/sections", add),
        web.delete(r"/library/sections/{section:\d+}", remove),
    ]
