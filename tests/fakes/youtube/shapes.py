"""How YouTube Music writes it down: renderers in renderers, as far as anybody reads them."""

from collections.abc import Mapping
from typing import Any

from fakes.youtube.model import EPISODE, UGC, Account, Album, Artist, Playlist, Video, new_id

type Shape = dict[str, Any]

DOT = {"text": " • "}
_CHANNELS: dict[str, str] = {}


def channel_of(name: str) -> str:
    """Return the channel of a name, always the same one."""
    return _CHANNELS.setdefault(name, new_id("UC", 24))


def runs(*texts: str) -> Shape:
    """Write text."""
    return {"runs": [{"text": text} for text in texts]}


def picture(name: str) -> Shape:
    """Write a picture in two sizes."""
    sizes = [{"url": f"https://pictures/{name}/{size}", "width": size, "height": size} for size in (60, 544)]
    return {"musicThumbnailRenderer": {"thumbnail": {"thumbnails": sizes}}}


def browse(target: str, page: str, params: str | None = None) -> Shape:
    """Write a link to a page."""
    config = {"browseEndpointContextMusicConfig": {"pageType": f"MUSIC_PAGE_TYPE_{page}"}}
    endpoint: Shape = {"browseId": target, "browseEndpointContextSupportedConfigs": config}
    if params is not None:
        endpoint["params"] = params
    return {"navigationEndpoint": {"browseEndpoint": endpoint}}


def length(seconds: int) -> str:
    """Write a duration."""
    return f"{seconds // 60}:{seconds % 60:02d}"


def watch(video: Video) -> Shape:
    """Write a link to a video."""
    config = {"watchEndpointMusicConfig": {"musicVideoType": video.kind}}
    return {"watchEndpoint": {"videoId": video.id, "watchEndpointMusicSupportedConfigs": config}}


def column(*texts: Shape) -> Shape:
    """Write a column of a row."""
    return {"musicResponsiveListItemFlexColumnRenderer": {"text": {"runs": list(texts)}}}


def people(video: Video) -> list[Shape]:
    """Write who it is by, with what stands between them."""
    page = "USER_CHANNEL" if video.kind == UGC else "ARTIST"
    said: list[Shape] = []
    for name in video.artists:
        said += [{"text": " & "}] if said else []
        said.append({"text": name, **browse(channel_of(name), page)})
    return said


def row(video: Video, number: int | None = None) -> Shape:
    """Write a row of a playlist, or with a number of an album."""
    title: Shape = {"text": video.title}
    if video.available:
        page = "NON_MUSIC_AUDIO_TRACK_PAGE"
        title |= (
            browse(f"MPED{video.id}", page) if video.kind == EPISODE else {"navigationEndpoint": watch(video)}
        )
    columns = [column(title), column(*people(video)) if people(video) else _no_column()]
    if number is None:
        album = video.album
        columns.append(column({"text": album[0], **browse(album[1], "ALBUM")}) if album else _no_column())
    else:
        columns.append(column({"text": "1M plays"}))
    said: Shape = {
        "flexColumns": columns,
        "fixedColumns": [
            {"musicResponsiveListItemFixedColumnRenderer": {"text": runs(length(video.seconds))}}
        ],
        "thumbnail": picture(video.id),
        "overlay": _play(video) if video.available else _play(None),
        "menu": {
            "menuRenderer": {"items": [{"menuNavigationItemRenderer": {"navigationEndpoint": watch(video)}}]}
        },
    }
    if not video.available:
        said["musicItemRendererDisplayPolicy"] = "MUSIC_ITEM_RENDERER_DISPLAY_POLICY_GREY_OUT"
    if number is not None:
        said["index"] = runs(str(number))
    return {"musicResponsiveListItemRenderer": said}


def _no_column() -> Shape:
    return {"musicResponsiveListItemFlexColumnRenderer": {"text": {}}}


def _play(video: Video | None) -> Shape:
    button = {} if video is None else {"playNavigationEndpoint": watch(video)}
    return {"musicItemThumbnailOverlayRenderer": {"content": {"musicPlayButtonRenderer": button}}}


def more(token: str) -> Shape:
    """Write that a list goes on, as lists of songs do."""
    command = {"token": token, "request": "CONTINUATION_REQUEST_TYPE_BROWSE"}
    return {"continuationItemRenderer": {"continuationEndpoint": {"continuationCommand": command}}}


def more_after(token: str) -> list[Shape]:
    """Write that a list goes on, as shelves and grids do."""
    return [{"nextContinuationData": {"continuation": token}}]


def two_columns(header: Shape, shelves: list[Shape], **section: Any) -> Shape:
    """Write a page with a head at its side."""
    left = {"sectionListRenderer": {"contents": [header]}}
    page = {
        "tabs": [{"tabRenderer": {"content": left}}],
        "secondaryContents": {"sectionListRenderer": {"contents": shelves, **section}},
    }
    return {"contents": {"twoColumnBrowseResultsRenderer": page}}


def one_column(sections: list[Shape]) -> Shape:
    """Write a page of sections one below the other."""
    tab = {"tabRenderer": {"content": {"sectionListRenderer": {"contents": sections}}}}
    return {"contents": {"singleColumnBrowseResultsRenderer": {"tabs": [tab]}}}


def playlist_header(playlist: Playlist, *, own: bool) -> Shape:
    """Write the head of a playlist; its owner may edit it."""
    songs = len(playlist.videos)
    count = [f"{songs:,} song{'s' * (songs != 1)}", " • ", "2 hours"]
    head: Shape = {
        "title": runs(playlist.title),
        "subtitle": runs("Playlist", " • ", *((playlist.privacy.title(), " • ") if own else ()), "2024"),
        "secondSubtitle": runs(*(count if own else ["1,234 views", " • ", *count])),
        "thumbnail": picture(playlist.id),
        "facepile": {
            "avatarStackViewModel": {
                "text": {"content": playlist.owner},
                "rendererContext": {"commandContext": {}},
            }
        },
        "buttons": [{}, {"musicPlayButtonRenderer": {"playNavigationEndpoint": {"watchEndpoint": {}}}}],
    }
    if playlist.description:
        head["description"] = {"musicDescriptionShelfRenderer": {"description": runs(playlist.description)}}
    header = {"musicResponsiveHeaderRenderer": head}
    if not own:
        return header
    edit = {"musicPlaylistEditHeaderRenderer": {"privacy": playlist.privacy}}
    return {
        "musicEditablePlaylistDetailHeaderRenderer": {
            "playlistId": playlist.id,
            "header": header,
            "editHeader": edit,
        }
    }


def album_page(album: Album, songs: list[Video]) -> Shape:
    """Write an album with some of its songs."""
    play = {"playNavigationEndpoint": {"watchPlaylistEndpoint": {"playlistId": album.audio_id}}}
    like = {"likeEndpoint": {"status": "LIKE"}}
    head: Shape = {
        "title": runs(album.title),
        "subtitle": runs(album.kind, " • ", str(album.year)),
        "straplineTextOne": {"runs": [{"text": album.artist, **browse(channel_of(album.artist), "ARTIST")}]},
        "secondSubtitle": runs(f"{len(album.songs)} songs", " • ", "40 minutes"),
        "thumbnail": picture(album.id),
        "buttons": [
            {"toggleButtonRenderer": {"defaultServiceEndpoint": like}},
            {"musicPlayButtonRenderer": play},
        ],
    }
    # A song of the album's own artists names nobody.
    rows = [row(song, at) for at, song in enumerate(songs, 1)]
    for song, shown in zip(songs, rows, strict=True):
        if song.artists == [album.artist]:
            shown["musicResponsiveListItemRenderer"]["flexColumns"][1] = _no_column()
    shelves = [{"musicShelfRenderer": {"contents": rows}}]
    return two_columns({"musicResponsiveHeaderRenderer": head}, shelves)


def playlist_tile(playlist: Playlist) -> Shape:
    """Write a playlist on a grid."""
    subtitle = runs(playlist.owner, " • ", f"{len(playlist.videos)} tracks")
    title = {"runs": [{"text": playlist.title, **browse(f"VL{playlist.id}", "PLAYLIST")}]}
    return _tile(title, subtitle, playlist.id)


def album_tile(album: Album, *, named: bool = True) -> Shape:
    """Write an album on a grid; on the page of its artist only the year stands there."""
    title = {"runs": [{"text": album.title, **browse(album.id, "ALBUM")}]}
    artist = [{"text": album.artist, **browse(channel_of(album.artist), "ARTIST")}, DOT]
    subtitle = {"runs": [{"text": album.kind}, DOT, *(artist if named else ()), {"text": str(album.year)}]}
    return _tile(title, subtitle, album.id)


def _tile(title: Shape, subtitle: Shape, key: str) -> Shape:
    tile = {"title": title, "subtitle": subtitle, "thumbnailRenderer": picture(key)}
    return {"musicTwoRowItemRenderer": tile}


def artist_row(artist: Artist, beginning: str = "") -> Shape:
    """Write an artist of a list."""
    return {
        "musicResponsiveListItemRenderer": {
            "flexColumns": [column({"text": artist.name}), column({"text": "1M subscribers"})],
            "thumbnail": picture(artist.id),
            **browse(f"{beginning}{artist.id}", "ARTIST"),
        }
    }


def carousel(name: str, tiles: list[Shape], link: Mapping[str, Any]) -> Shape:
    """Write a row of tiles under a heading that leads to all of them."""
    heading = {"musicCarouselShelfBasicHeaderRenderer": {"title": {"runs": [{"text": name, **link}]}}}
    return {"musicCarouselShelfRenderer": {"header": heading, "contents": tiles}}


def artist_page(artist: Artist) -> Shape:
    """Write the page of an artist, which shows two albums of each kind."""
    sections: list[Shape] = []
    if artist.songs is not None:
        title = {"text": "Top songs", **browse(f"VL{artist.songs.id}", "PLAYLIST")}
        rows = [row(song) for song in artist.songs.videos[:5]]
        sections.append({"musicShelfRenderer": {"title": {"runs": [title]}, "contents": rows}})
    for name, albums in (("Albums", artist.albums), ("Singles & EPs", artist.singles)):
        if albums:
            link = browse(f"MPAD{artist.id}", "ARTIST_DISCOGRAPHY", name) if len(albums) > 2 else {}
            tiles = [album_tile(album, named=False) for album in albums[:2]]
            sections.append(carousel(name, tiles, link))
    head = {
        "title": runs(artist.name),
        "subscriptionButton": {"subscribeButtonRenderer": {"channelId": artist.id, "subscribed": False}},
        "thumbnail": picture(artist.id),
    }
    return {"header": {"musicImmersiveHeaderRenderer": head}, **one_column(sections)}


def user_page(user: Artist) -> Shape:
    """Write the page of somebody who is no artist."""
    link = browse(user.id, "USER_CHANNEL", "playlists")
    tiles = [playlist_tile(playlist) for playlist in user.playlists[:2]]
    head = {"musicVisualHeaderRenderer": {"title": runs(user.name)}}
    return {"header": head, **one_column([carousel("Playlists", tiles, link)])}


def account_menu(account: Account) -> Shape:
    """Write the menu behind one's own picture."""
    head: Shape = {
        "accountName": runs(account.name),
        "accountPhoto": {"thumbnails": [{"url": "https://pictures/me"}]},
    }
    if account.handle is not None:
        head["channelHandle"] = runs(account.handle)
    menu = {"multiPageMenuRenderer": {"header": {"activeAccountHeaderRenderer": head}}}
    return {"actions": [{"openPopupAction": {"popup": menu}}]}


def found_song(video: Video) -> Shape:
    """Write a song among hits."""
    said = people(video)
    if video.album:
        said += [DOT, {"text": video.album[0], **browse(video.album[1], "ALBUM")}]
    return {
        "musicResponsiveListItemRenderer": {
            "flexColumns": [
                column({"text": video.title, "navigationEndpoint": watch(video)}),
                column(*said, DOT, {"text": length(video.seconds)}),
            ],
            "overlay": _play(video),
            "thumbnail": picture(video.id),
        }
    }


def found_album(album: Album) -> Shape:
    """Write an album among hits."""
    artist = {"text": album.artist, **browse(channel_of(album.artist), "ARTIST")}
    return {
        "musicResponsiveListItemRenderer": {
            "flexColumns": [
                column({"text": album.title}),
                column({"text": album.kind}, DOT, artist, DOT, {"text": str(album.year)}),
            ],
            "thumbnail": picture(album.id),
            **browse(album.id, "ALBUM"),
        }
    }
