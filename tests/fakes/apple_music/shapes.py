"""Things as the iTunes API tells them."""

from typing import Any

from fakes.apple_music.model import Album, Music, Song

SITE = "https://music.apple.com"
_COUNTRIES = {"us": ("USA", "USD"), "de": ("DEU", "EUR"), "gb": ("GBR", "GBP")}


def _art(number: int, size: int) -> str:
    return f"https://is1-ssl.mzstatic.com/image/thumb/Music/v4/{number}/cover.jpg/{size}x{size}bb.jpg"


class Shapes:
    """Tells what `music` holds."""

    def __init__(self, music: Music) -> None:
        self.music = music

    def artist(self, name: str, country: str) -> dict[str, Any]:
        """Return an artist."""
        number = self.music.artists[name]
        return {
            "wrapperType": "artist",
            "artistType": "Artist",
            "artistName": name,
            "artistLinkUrl": f"{SITE}/{country}/artist/-/{number}?uo=4",
            "artistId": number,
            "primaryGenreName": "Rock",
            "primaryGenreId": 21,
        }

    def album(self, album: Album, country: str) -> dict[str, Any]:
        """Return an album."""
        artist = self.music.artists[album.artist]
        return {
            "wrapperType": "collection",
            "collectionType": "Album",
            "artistId": artist,
            "collectionId": album.id,
            "amgArtistId": 5205,
            "artistName": album.artist,
            "collectionName": album.title,
            "collectionCensoredName": album.title,
            "artistViewUrl": f"{SITE}/{country}/artist/-/{artist}?uo=4",
            "collectionViewUrl": f"{SITE}/{country}/album/-/{album.id}?uo=4",
            "artworkUrl60": _art(album.id, 60),
            "artworkUrl100": _art(album.id, 100),
            "collectionPrice": 13.99,
            "collectionExplicitness": "notExplicit",
            "trackCount": len(album.songs),
            "copyright": "℗ made up",
            "country": _COUNTRIES[country][0],
            "currency": _COUNTRIES[country][1],
            "releaseDate": album.released,
            "primaryGenreName": "Rock",
        }

    def song(self, song: Song, country: str) -> dict[str, Any]:
        """Return a song or video."""
        album = self.music.albums[song.album]
        artist = self.music.artists[song.artist]
        on_disc = [self.music.songs[key] for key in album.songs if self.music.songs[key].disc == song.disc]
        view = f"{SITE}/{country}/album/-/{album.id}?i={song.id}&uo=4"
        told: dict[str, Any] = {
            "wrapperType": "track",
            "kind": "music-video" if song.video else "song",
            "artistId": artist,
            "collectionId": album.id,
            "trackId": song.id,
            "artistName": song.artist,
            "collectionName": album.title,
            "trackName": song.title,
            "collectionCensoredName": album.title,
            "trackCensoredName": song.title,
        }
        if song.artist != album.artist:
            told["collectionArtistId"] = self.music.artists[album.artist]
            told["collectionArtistName"] = album.artist
        told |= {
            "artistViewUrl": f"{SITE}/{country}/artist/-/{artist}?uo=4",
            "collectionViewUrl": view,
            "trackViewUrl": view,
            "previewUrl": "https://audio-ssl.itunes.apple.com/itunes-assets/made-up.m4a",
            "artworkUrl30": _art(album.id, 30),
            "artworkUrl60": _art(album.id, 60),
            "artworkUrl100": _art(album.id, 100),
            "collectionPrice": 13.99,
            "trackPrice": 0.99,
            "releaseDate": album.released,
            "collectionExplicitness": "notExplicit",
            "trackExplicitness": "notExplicit",
            "discCount": max(self.music.songs[key].disc for key in album.songs),
            "discNumber": song.disc,
            "trackCount": len(on_disc),
            "trackNumber": song.number,
            "trackTimeMillis": song.milliseconds,
            "country": _COUNTRIES[country][0],
            "currency": _COUNTRIES[country][1],
            "primaryGenreName": "Rock",
        }
        return told if song.video else told | {"isStreamable": True}
