"""Starting one of the fakes by hand, to look at it with a client or a browser."""

import argparse
import asyncio
from collections.abc import Callable

from fakes.mediabrowser.server import PASSWORD, MediaServer


def run(make: Callable[[int], MediaServer], about: str) -> None:
    """Read the command line and serve until interrupted."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--port", type=int, default=0, help="a free one unless named")
    parser.add_argument("--tracks", type=int, default=1000, help="how many tracks it has (default: 1000)")
    chosen = parser.parse_args()
    try:
        asyncio.run(_serve(make(chosen.port), chosen.tracks))
    except KeyboardInterrupt:
        return


async def _serve(fake: MediaServer, tracks: int) -> None:
    music, more = fake.add_library("Music"), fake.add_library("More music")
    fake.fill(music, tracks - tracks // 10)
    fake.fill(more, tracks // 10)
    fake.add_user("admin", admin=True)
    member = fake.add_user("member", libraries=[music])
    fake.add_playlist("First ten", member, list(fake.catalog.tracks.values())[:10])
    key = fake.new_key("By hand")
    fake.scanner.seconds = 5.0
    async with fake:
        lines = (
            f"{fake.product} {fake.version} (fake) at {fake.address} with {tracks} tracks",
            f"users: admin, member; password: {PASSWORD}",
            f"API key: {key}",
        )
        print(*lines, sep="\n", flush=True)  # noqa: T201 -- for whoever started it
        await asyncio.Event().wait()
