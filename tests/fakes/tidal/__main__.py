"""Run by hand from tests/: python -m fakes.tidal --port 9050."""

import argparse
import asyncio

from fakes.tidal.server import Tidal


async def serve(port: int) -> None:
    """Serve until it is interrupted."""
    fake = Tidal(port=port)
    music = fake.music
    anna = music.add_user("anna")
    artist = music.add_artist("The Fakes")
    album = music.add_album("First", artist, [f"Song {number}" for number in range(1, 31)])
    music.add_playlist("Evening", anna, album.tracks)
    music.mark(anna, "tracks", album.tracks[:5])
    fake.access.consenting = anna.id
    fake.add_application("by-hand", "secret", redirects=("http://127.0.0.1:9030/callback",), devices=True)
    async with fake:
        print(  # noqa: T201 -- for whoever started it
            f"TIDAL (fake) at {fake.address}; client ID by-hand, client secret secret",
            f"start the engine with SYNCOPATE_ENDPOINTS so that it stands in for tidal.com; user {anna.username}",
            sep="\n",
            flush=True,
        )
        await asyncio.Event().wait()


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="A fake TIDAL with made-up music.")
    parser.add_argument("--port", type=int, default=0, help="a free one unless named")
    given = parser.parse_args()
    try:
        asyncio.run(serve(given.port))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
