"""Start the fake by hand: `python -m fakes.plex --port 32400 --tv-port 32401 --tracks 1000`, from tests/."""

import argparse
import asyncio
import sys

from fakes.plex.fake import FakePlex


async def run(port: int, tv_port: int, tracks: int) -> None:
    """Serve until interrupted."""
    plex = FakePlex(port=port, tv_port=tv_port)
    plex.library.fill(plex.music, tracks)
    child = plex.people.add("Kim", home=True, restricted=True, pin="1234")
    plex.server.share(child)
    async with plex:
        sys.stdout.write(
            f"Plex Media Server  {plex.address}  ({tracks} tracks in section {plex.music.key})\n"
            f"plex.tv            {plex.tv_address}\n"
            f"token of the owner {plex.token}\n"
            f"token of Kim       {plex.server.token_of(child)}  (at plex.tv: PIN 1234)\n"
        )
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m fakes.plex", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--tv-port", type=int, default=0)
    parser.add_argument("--tracks", type=int, default=1000)
    asked = parser.parse_args()
    try:
        asyncio.run(run(asked.port, asked.tv_port, asked.tracks))
    except KeyboardInterrupt:
        sys.stdout.write("\n")


if __name__ == "__main__":
    main()
