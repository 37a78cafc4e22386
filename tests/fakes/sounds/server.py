"""Pages that name a sound, and sounds that come in pieces, as slowly as is wished."""

import asyncio
import io
import math
import struct
import wave
from typing import Self

from aiohttp import web

from fakes.serving import Served, Wire

_PIECE = 64_000
_PAGE = """<!DOCTYPE html><html><head><title>{title}</title></head>
<body><h1>{title}</h1><audio controls><source src="{source}" type="audio/wav"></audio></body></html>"""


def wave_of(seconds: float, rate: int = 8000) -> bytes:
    """Return a tone as a WAV file, 16 bits, one channel."""
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        tone = (round(9000 * math.sin(number / 3)) for number in range(int(seconds * rate)))
        file.writeframes(b"".join(struct.pack("<h", each) for each in tone))
    return target.getvalue()


class SoundSite:
    """An asynchronous context manager: the site runs inside of it at `address`.

    `/page/NAME` is a page with a player, `/file/NAME.wav` its sound. `slowness` are seconds that each piece
    of a file takes.
    """

    def __init__(self) -> None:
        self.wire = Wire()
        self.sounds: dict[str, bytes] = {}
        self.slowness = 0.0
        app = web.Application(middlewares=[self.wire.middleware()])
        app.router.add_get("/page/{name}", self._page)
        app.router.add_get("/file/{name}.wav", self._file)
        self._served = Served(app)

    @property
    def address(self) -> str:
        """Return where it runs."""
        return self._served.address

    async def __aenter__(self) -> Self:
        await self._served.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._served.__aexit__()

    async def _page(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        if name not in self.sounds:
            return web.Response(status=404, text="Not found")
        told = _PAGE.format(title=name.replace("_", " "), source=f"/file/{name}.wav")
        return web.Response(text=told, content_type="text/html")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        data = self.sounds.get(request.match_info["name"])
        if data is None:
            return web.Response(status=404)
        answer = web.StreamResponse(headers={"Content-Type": "audio/wav", "Content-Length": str(len(data))})
        await answer.prepare(request)
        if request.method == "HEAD":
            return answer
        try:
            for start in range(0, len(data), _PIECE):
                await answer.write(data[start : start + _PIECE])
                await asyncio.sleep(self.slowness)
        except ConnectionError:
            return answer
        await answer.write_eof()
        return answer
