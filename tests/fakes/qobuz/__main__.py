"""Run by hand from tests/: python -m fakes.qobuz --port 9051."""

import argparse
import asyncio

from fakes.qobuz.server import APP_ID, TOKEN, Qobuz


async def serve(port: int) -> None:
    """Serve until it is interrupted."""
    fake = Qobuz(port=port)
    album = fake.music.add_album("First", fake.music.add_artist("The Fakes"), ["A", "B", "C"])
    playlist = fake.music.add_playlist("Evening", fake.anna, album.tracks)
    async with fake:
        lines = (
            f"Qobuz (fake) at {fake.address}; app ID {APP_ID}, user token {TOKEN}",
            f"album {album.id}, playlist {playlist.id}",
        )
        print(*lines, sep="\n", flush=True)  # noqa: T201 -- for whoever started it
        await asyncio.Event().wait()


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="A fake Qobuz with made-up music.")
    parser.add_argument("--port", type=int, default=0, help="a free one unless named")
    given = parser.parse_args()
    try:
        asyncio.run(serve(given.port))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
