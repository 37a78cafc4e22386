"""Things as resources of JSON:API: attributes, and what they are related to where that is asked for."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fakes.tidal.model import Album, Item, Music, Playlist, Track, User

type Name = dict[str, Any]
"""A resource's type and id, with `meta` where the relation has something to say."""
type Tree = dict[str, Tree]
"""Which relations are to come along, relation by relation."""

RELATIONS: dict[str, dict[str, str]] = {
    "playlists": {"coverArt": "artworks", "items": "tracks", "owners": "users"},
    "albums": {"artists": "artists", "coverArt": "artworks", "items": "tracks"},
    "tracks": {"artists": "artists", "albums": "albums"},
    "artists": {"albums": "albums", "profileArt": "artworks"},
    "artworks": {},
    "users": {},
    "searchResults": {"tracks": "tracks", "albums": "albums", "artists": "artists"},
    "userCollectionTracks": {"items": "tracks"},
    "userCollectionAlbums": {"items": "albums"},
    "userCollectionArtists": {"items": "artists"},
    "userCollectionPlaylists": {"items": "playlists"},
}
"""What each type can be related to, as far as the fake goes; of playlists' items the tracks."""
DEEPEST, MOST = 3, 10


def name_of(kind: str, key: str, **meta: object) -> Name:
    return {"id": key, "type": kind} | ({"meta": meta} if meta else {})


def time(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def item_names(items: Iterable[Item], *, with_ids: bool) -> list[Name]:
    return [
        name_of(one.kind, one.id, addedAt=time(one.added_at), **({"itemId": one.item_id} if with_ids else {}))
        for one in items
    ]


@dataclass(slots=True)
class Resources:
    """Makes resources of what there is."""

    music: Music
    searches: dict[str, tuple[str, dict[str, list[str]]]] = field(default_factory=dict)
    """What was looked for, and the ids that were found, by the id of the search."""

    def there(self, kind: str, key: str) -> bool:
        return key not in self.music.removed and key in self._all(kind)

    def build(self, kind: str, key: str, tree: Tree) -> dict[str, Any]:
        """Return one resource with the relations that are asked for."""
        made: dict[str, Any] = {"id": key, "type": kind, "attributes": self._attributes(kind, key)}
        if tree:
            made["relationships"] = {
                relation: {
                    "data": self.related(kind, key, relation),
                    "links": {"self": f"/{kind}/{key}/relationships/{relation}"},
                }
                for relation in tree
            }
        return made

    def along(self, names: Iterable[Name], tree: Tree, known: dict[tuple[str, str], dict[str, Any]]) -> None:
        """Gather the resources of these names, and what is to come along with them."""
        for name in names:
            kind, key = name["type"], name["id"]
            if not self.there(kind, key):
                continue
            usable = {
                relation: below for relation, below in tree.items() if relation in RELATIONS.get(kind, {})
            }
            known.setdefault((kind, key), self.build(kind, key, usable))
            for relation, below in usable.items():
                self.along(self.related(kind, key, relation), below, known)

    def related(self, kind: str, key: str, relation: str) -> list[Name]:  # noqa: PLR0911 -- a table
        music = self.music
        match kind, relation:
            case "tracks" | "videos", "artists":
                return [name_of("artists", one) for one in music.tracks[key].artists]
            case "tracks" | "videos", "albums":
                return [name_of("albums", music.tracks[key].album)]
            case "albums", "artists":
                return [name_of("artists", one) for one in music.albums[key].artists]
            case "albums", "items":
                return [self._on_album(music.tracks[one]) for one in music.albums[key].tracks]
            case "playlists", "items":
                return item_names(music.playlists[key].items, with_ids=True)
            case "playlists", "owners":
                owner = music.playlists[key].owner
                return [name_of("users", owner)] if owner else []
            case "artists", "albums":
                return [name_of("albums", one.id) for one in music.albums.values() if key in one.artists]
            case _, "coverArt" | "profileArt":
                return [name_of("artworks", f"art-of-{key}")]
            case "searchResults", found:
                return [name_of(found, one) for one in self.searches[key][1][found]]
        raise AssertionError((kind, relation))

    @staticmethod
    def _on_album(track: Track) -> Name:
        return name_of(track.kind, track.id, volumeNumber=track.volume, trackNumber=track.number)

    def _all(self, kind: str) -> Any:
        music = self.music
        if kind == "artworks":
            return _Any()
        return {
            "tracks": {key: one for key, one in music.tracks.items() if one.kind == "tracks"},
            "videos": {key: one for key, one in music.tracks.items() if one.kind == "videos"},
            "albums": music.albums,
            "artists": music.artists,
            "playlists": music.playlists,
            "users": music.users,
            "searchResults": self.searches,
        }[kind]

    def _attributes(self, kind: str, key: str) -> dict[str, Any]:
        music = self.music
        makers: dict[str, Callable[[], dict[str, Any]]] = {
            "tracks": lambda: _track(music.tracks[key]),
            "videos": lambda: _video(music.tracks[key]),
            "albums": lambda: _album(music.albums[key], music),
            "artists": lambda: {"name": music.artists[key].name, "popularity": 0.4},
            "artworks": lambda: _artwork(key),
            "playlists": lambda: _playlist(music.playlists[key], music),
            "users": lambda: _user(music.users[key]),
            "searchResults": lambda: {"query": self.searches[key][0], "trackingId": key},
        }
        return makers[kind]()


class _Any:
    def __contains__(self, key: object) -> bool:
        return True


def _duration(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    parts = [f"{hours}H" if hours else "", f"{minutes}M" if minutes else "", f"{left}S" if left else ""]
    return f"PT{''.join(parts)}"


def _track(track: Track) -> dict[str, Any]:
    return {
        "title": track.title,
        **({"version": track.version} if track.version else {}),
        "isrc": track.isrc,
        "duration": _duration(track.seconds),
        "explicit": False,
        "key": "UNKNOWN",
        "keyScale": "UNKNOWN",
        "popularity": 0.5,
        "mediaTags": ["LOSSLESS"],
        "accessType": "PUBLIC",
    }


def _video(track: Track) -> dict[str, Any]:
    return {
        "title": track.title,
        "isrc": track.isrc,
        "duration": _duration(track.seconds),
        "explicit": False,
        "popularity": 0.5,
    }


def _album(album: Album, music: Music) -> dict[str, Any]:
    tracks = [music.tracks[key] for key in album.tracks]
    return {
        "title": album.title,
        "barcodeId": album.barcode,
        "albumType": "ALBUM",
        "numberOfItems": len(tracks),
        "numberOfVolumes": max((track.volume for track in tracks), default=1),
        "duration": _duration(sum(track.seconds for track in tracks)),
        "explicit": False,
        "releaseDate": album.released,
        "popularity": 0.5,
        "mediaTags": ["LOSSLESS"],
        "accessType": "PUBLIC",
    }


def _playlist(playlist: Playlist, music: Music) -> dict[str, Any]:
    videos = sum(one.kind == "videos" for one in playlist.items)
    return {
        "name": playlist.name,
        **({"description": playlist.description} if playlist.description else {}),
        "bounded": True,
        "duration": _duration(sum(music.tracks[one.id].seconds for one in playlist.items)),
        "numberOfItems": len(playlist.items),
        "numberOfTrackItems": len(playlist.items) - videos,
        "numberOfVideoItems": videos,
        "externalLinks": [
            {"href": f"https://tidal.com/browse/playlist/{playlist.id}", "meta": {"type": "TIDAL_SHARING"}}
        ],
        "createdAt": "2025-01-01T00:00:00Z",
        "lastModifiedAt": time(playlist.changed_at),
        "accessType": "PUBLIC" if playlist.public else "PRIVATE",
        "playlistType": playlist.kind,
        "numberOfFollowers": 3,
    }


def _user(user: User) -> dict[str, Any]:
    return {"username": user.username, "country": user.country, "developerAccessTier": "THIRD_PARTY"}


def _artwork(key: str) -> dict[str, Any]:
    return {
        "mediaType": "IMAGE",
        "files": [
            {
                "href": f"https://resources.tidal.com/images/{key}/{size}x{size}.jpg",
                "meta": {"width": size, "height": size},
            }
            for size in (1280, 640, 320, 80)
        ],
    }
