"""Links as people paste them, taken apart."""

import asyncio
from urllib.parse import urlsplit

import pytest
from aiohttp import web
from fakes.serving import Served
from syncopate.errors import OddAnswer
from syncopate.providers import registry
from syncopate.providers.links import take_all_apart, take_apart
from syncopate.providers.outside import follow_link


@pytest.mark.parametrize(
    ("text", "host", "path"),
    [
        ("https://open.spotify.com/playlist/1?si=abc", "open.spotify.com", ("playlist", "1")),
        ("  HTTPS://WWW.Deezer.com/de/album/7  ", "deezer.com", ("de", "album", "7")),
        ("Listen to this! https://tidal.com/browse/track/9.", "tidal.com", ("browse", "track", "9")),
        ("(https://youtu.be/abc)", "youtu.be", ("abc",)),
        ("music.apple.com/us/album/x/1440857781", "music.apple.com", ("us", "album", "x", "1440857781")),
        ("spotify:user:anna%20b:playlist:4", "spotify", ("user", "anna b", "playlist", "4")),
        ("deezer://www.deezer.com/playlist/3", "deezer", ("www.deezer.com", "playlist", "3")),
        ("https://last.fm/music/AC%2FDC/_/T.N.T.", "last.fm", ("music", "AC/DC", "_", "T.N.T")),
    ],
)
def test_an_address_is_found_in_what_was_pasted(text: str, host: str, path: tuple[str, ...]) -> None:
    link = take_apart(text)
    assert link is not None
    assert (link.host, link.path) == (host, path)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://a.org/1\nhttps://b.org/2", ["https://a.org/1", "https://b.org/2"]),
        ("https://a.org/1 https://a.org/1, https://b.org/2.", ["https://a.org/1", "https://b.org/2"]),
        # What a field of one line makes of two lines.
        ("https://a.org/1https://b.org/2", ["https://a.org/1", "https://b.org/2"]),
        ("https://a.org/?to=https://b.org/2", ["https://a.org/?to=https://b.org/2"]),
        (
            "spotify:album:1 spotify:album:2\ndeezer.com/album/3",
            ["spotify:album:1", "spotify:album:2", "https://deezer.com/album/3"],
        ),
        ("See deezer.com/x: https://a.org/1", ["https://a.org/1"]),
        ("no link", []),
    ],
)
def test_every_address_is_found_once(text: str, found: list[str]) -> None:
    assert [link.text for link in take_all_apart(text)] == found


def test_the_query_is_kept() -> None:
    link = take_apart("https://www.youtube.com/watch?v=a&list=PL1&list=")
    assert link is not None
    assert link.query["list"] == "PL1"


@pytest.mark.parametrize(
    "text", ["", "AC/DC - T.N.T.", "anna@example.org/x", "spotify", "https://", "http://[bad/x", "a" * 9000]
)
def test_what_is_no_link_is_none(text: str) -> None:
    assert take_apart(text) is None


def test_a_link_of_nobodys_is_read_by_nobody() -> None:
    link = take_apart("https://example.org/playlist/1")
    assert link is not None
    assert registry.read_link(link) is None


class Sending:
    """What stands in for a host of short links: sends on, or shows a page that does by script, in pieces."""

    def __init__(self, onward: str, *, by_page: bool = False) -> None:
        self.asked: list[str] = []

        async def answer(request: web.Request) -> web.StreamResponse:
            self.asked.append(str(request.rel_url))
            if not by_page:
                return web.Response(status=307, headers={"Location": onward})
            page = web.StreamResponse(headers={"Content-Type": "text/html"})
            await page.prepare(request)
            await page.write(b"<html><script>location = ")
            await asyncio.sleep(0.01)
            await page.write(f'"{onward}"</script>'.encode())
            return page

        app = web.Application()
        app.router.add_get("/{path:.*}", answer)
        self.served = Served(app)


@pytest.mark.parametrize("by_page", [False, True])
async def test_a_short_link_is_followed(*, by_page: bool) -> None:
    sending = Sending("https://www.deezer.com/de/playlist/9?x=1", by_page=by_page)
    async with sending.served as served:
        link = take_apart("https://link.deezer.com/s/abc?y=2")
        assert link is not None
        found = await follow_link(
            link,
            short={"link.deezer.com"},
            known={"deezer.com"},
            endpoint=lambda address: served.address + urlsplit(address).path,
        )
    assert (found.host, found.path) == ("deezer.com", ("de", "playlist", "9"))
    assert sending.asked == ["/s/abc?y=2"]


@pytest.mark.parametrize("onward", ["http://127.0.0.1:1/admin", "https://evil.example/x", "", "file:///etc"])
async def test_a_short_link_leads_nowhere_else(onward: str) -> None:
    sending = Sending(onward)
    async with sending.served as served:
        link = take_apart("https://link.deezer.com/s/abc")
        assert link is not None
        with pytest.raises(OddAnswer):
            await follow_link(
                link,
                short={"link.deezer.com"},
                known={"deezer.com"},
                endpoint=lambda address: served.address + urlsplit(address).path,
            )
    assert len(sending.asked) == 1, "no other host is asked"
