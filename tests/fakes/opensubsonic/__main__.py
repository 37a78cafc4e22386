"""Run by hand from tests/: python -m fakes.opensubsonic --port 4533 --tracks 1000."""

import argparse
import asyncio

from fakes.opensubsonic.server import PASSWORD, OpenSubsonic


async def serve(port: int, tracks: int) -> None:
    """Serve until it is interrupted."""
    server = OpenSubsonic(port=port)
    music, more = server.music.add_folder("Music"), server.music.add_folder("More music")
    server.music.fill(music, tracks - tracks // 10)
    server.music.fill(more, tracks // 10)
    server.add_user("admin", admin=True, api_key="by-hand-key")
    server.add_user("member")
    server.playlists.add("member", "First ten", list(server.music.songs)[:10])
    async with server:
        lines = (
            f"OpenSubsonic {server.version} (fake) at {server.address} with {tracks} tracks",
            f"users: admin, member; password: {PASSWORD}; API key of admin: by-hand-key",
        )
        print(*lines, sep="\n", flush=True)  # noqa: T201 -- for whoever started it
        await asyncio.Event().wait()


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="A fake OpenSubsonic server with made-up music.")
    parser.add_argument("--port", type=int, default=0, help="a free one unless named")
    parser.add_argument("--tracks", type=int, default=1000, help="how many tracks it has (default: 1000)")
    given = parser.parse_args()
    try:
        asyncio.run(serve(given.port, given.tracks))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
