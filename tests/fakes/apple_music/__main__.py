"""Run by hand from tests/: python -m fakes.apple_music --port 4541."""

import argparse
import asyncio

from fakes.apple_music.server import AppleMusic


async def serve(port: int) -> None:
    """Serve until it is interrupted."""
    fake = AppleMusic(port)
    albums = [
        fake.music.add_album(f"Band {one}", f"Record {one}", [f"Song {at}" for at in range(1, 13)])
        for one in "ABC"
    ]
    songs = [key for album in albums for key in album.songs]
    playlist = fake.music.add_playlist("pl.evening", "Evening", songs[:20])
    async with fake:
        said = f"{playlist.id}; albums: {list(fake.music.albums)}"
        print(f"Apple Music (fake) at {fake.address}; playlist: {said}", flush=True)  # noqa: T201
        await asyncio.Event().wait()


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="A fake Apple Music with made-up music.")
    parser.add_argument("--port", type=int, default=0, help="a free one unless named")
    try:
        asyncio.run(serve(parser.parse_args().port))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
