"""Run by hand from tests/: python -m fakes.deezer --port 4540."""

import argparse
import asyncio

from fakes.deezer.server import Deezer


def fill(fake: Deezer) -> None:
    """Put some music there."""
    music = fake.music
    albums = [
        music.add_album(f"Band {one}", f"Record {one}", [f"Song {at}" for at in range(1, 13)])
        for one in "ABC"
    ]
    tracks = [key for album in albums for key in album.tracks]
    user = music.add_user("Anna")
    music.add_playlist(user, "Evening", tracks[:20])
    music.put(music.loved(user), tracks[5:9])
    user.albums.append(albums[0].id)
    user.artists.append(albums[1].artist)
    music.charts[0], music.charts[132] = tracks[:30], tracks[10:20]


async def serve(port: int) -> None:
    """Serve until it is interrupted."""
    fake = Deezer(port)
    fill(fake)
    async with fake:
        users, playlists = list(fake.music.users), list(fake.music.playlists)
        print(f"Deezer (fake) at {fake.address}; users: {users}; playlists: {playlists}", flush=True)  # noqa: T201
        await asyncio.Event().wait()


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="A fake Deezer with made-up music.")
    parser.add_argument("--port", type=int, default=0, help="a free one unless named")
    try:
        asyncio.run(serve(parser.parse_args().port))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
