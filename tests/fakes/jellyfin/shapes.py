"""Items and users as Jellyfin writes them."""

from typing import Any

from fakes.mediabrowser.catalog import digest
from fakes.mediabrowser.model import Album, Artist, Item, Playlist, Track, User, UserData
from fakes.mediabrowser.queries import media_type
from fakes.mediabrowser.shapes import Shapes, stamp
from fakes.mediabrowser.videos import Video


class JellyfinShapes(Shapes):
    """Jellyfin leaves out what is null, but for the channel."""

    def always(self, item: Item, dto: dict[str, Any]) -> None:
        """Add what comes without asking."""
        dto["ChannelId"] = None
        super().always(item, dto)
        if isinstance(item, Track):
            dto["HasLyrics"] = False
        if isinstance(item, Video) and item.premiere is not None:
            dto["PremiereDate"] = stamp(item.premiere)
        elif item.year is not None:
            dto["PremiereDate"] = f"{item.year:04}-01-01T00:00:00.0000000Z"
        dto.setdefault("LocationType", "FileSystem")
        dto["MediaType"] = media_type(item)
        dto["ImageBlurHashes"] = {}

    def more(self, item: Item, dto: dict[str, Any], fields: frozenset[str], *, every: bool) -> None:
        """Add what was asked for and only Jellyfin says so."""
        if every or "tags" in fields:
            dto["Tags"] = list(item.labels)
        if every or "candownload" in fields:
            dto["CanDownload"] = isinstance(item, Track)
        if every or "mediasourcecount" in fields:
            dto |= {"MediaSourceCount": 1} if isinstance(item, Track) else {}
        if every:
            dto |= {"Taglines": [], "Studios": [], "People": [], "ExternalUrls": [], "RemoteTrailers": []}
            dto |= {"ProductionLocations": [], "LockedFields": [], "LockData": False, "PlayAccess": "Full"}

    def source(self, item: Track) -> dict[str, Any]:
        """Return the file of a track."""
        found = super().source(item)
        found |= {
            "ETag": digest(item.id, stamp(item.saved)),
            "IgnoreDts": False,
            "IgnoreIndex": False,
            "GenPtsInput": False,
            "UseMostCompatibleTranscodingProfile": False,
            "MediaAttachments": [],
            "TranscodingSubProtocol": "http",
            "HasSegments": False,
        }
        return found

    def stream(self, item: Track) -> dict[str, Any]:
        """Return the sound of a track."""
        found = super().stream(item)
        found |= {"IsAVC": False, "VideoRange": "Unknown", "VideoRangeType": "Unknown"}
        found["AudioSpatialFormat"] = "None"
        return found

    def user_data(self, item: Item, data: UserData) -> dict[str, Any]:
        """Return what a user has to do with an item."""
        told = super().user_data(item, data) | {"Key": _data_key(item), "ItemId": item.id}
        return told if data.likes is None else told | {"Likes": data.likes}

    def folder(self, folder_id: str, name: str, user: User | None) -> dict[str, Any]:
        """Return the folder of all playlists, which is no item of ours."""
        dto: dict[str, Any] = {
            "Name": name,
            "ServerId": self.server_id,
            "Id": folder_id,
            "ChannelId": None,
            "IsFolder": True,
            "Type": "ManualPlaylistsFolder",
            "CollectionType": "playlists",
            "LocationType": "FileSystem",
            "MediaType": "Unknown",
            "ImageTags": {},
            "BackdropImageTags": [],
            "ImageBlurHashes": {},
        }
        if user is not None:
            data = {"PlaybackPositionTicks": 0, "PlayCount": 0, "IsFavorite": False, "Played": False}
            dto["UserData"] = data | {"Key": folder_id, "ItemId": folder_id}
        return dto

    def user(self, user: User, server_name: str) -> dict[str, Any]:
        """Return an account."""
        policy = _POLICY | {
            "IsAdministrator": user.admin,
            "IsHidden": user.hidden,
            "IsDisabled": user.disabled,
            "EnableContentDeletion": user.admin,
            "EnableCollectionManagement": user.admin or user.collects,
            "EnableAllFolders": user.libraries is None,
            "EnabledFolders": [one.id for one in user.libraries or ()],
        }
        return {
            "Name": user.name,
            "ServerId": self.server_id,
            "ServerName": server_name,
            "Id": user.id,
            "HasPassword": bool(user.password),
            "HasConfiguredPassword": bool(user.password),
            "HasConfiguredEasyPassword": False,
            "EnableAutoLogin": False,
            "LastLoginDate": stamp(user.created),
            "LastActivityDate": stamp(user.created),
            "Configuration": _CONFIGURATION,
            "Policy": policy,
        }


def _data_key(item: Item) -> str:
    """Return what user data are kept under, which outlives the id."""
    match item:
        case Track():
            by = "-".join(one.name for one in item.album.artists)
            return f"{by}-{item.album.name}-{item.disc or 0:04}-{item.track or 0:04}{item.name}"
        case Album():
            group = item.provider_ids.get("MusicBrainzReleaseGroup")
            by = "-".join(one.name for one in item.artists)
            return f"MusicAlbum-MusicBrainzReleaseGroup-{group}" if group else f"{by}-{item.name}"
        case Artist():
            known = item.provider_ids.get("MusicBrainzArtist")
            return f"Artist-Musicbrainz-{known}" if known else f"Artist-{item.name}"
        case Playlist():
            return item.id
        case _:
            return item.id


_CONFIGURATION: dict[str, Any] = {
    "PlayDefaultAudioTrack": True,
    "SubtitleLanguagePreference": "",
    "DisplayMissingEpisodes": False,
    "GroupedFolders": [],
    "SubtitleMode": "Default",
    "DisplayCollectionsView": False,
    "EnableLocalPassword": False,
    "OrderedViews": [],
    "LatestItemsExcludes": [],
    "MyMediaExcludes": [],
    "HidePlayedInLatest": True,
    "RememberAudioSelections": True,
    "RememberSubtitleSelections": True,
    "EnableNextEpisodeAutoPlay": True,
}

_POLICY: dict[str, Any] = {
    "EnableCollectionManagement": False,
    "EnableSubtitleManagement": False,
    "EnableLyricManagement": False,
    "BlockedTags": [],
    "AllowedTags": [],
    "EnableUserPreferenceAccess": True,
    "AccessSchedules": [],
    "BlockUnratedItems": [],
    "EnableRemoteControlOfOtherUsers": False,
    "EnableSharedDeviceControl": True,
    "EnableRemoteAccess": True,
    "EnableLiveTvManagement": False,
    "EnableLiveTvAccess": True,
    "EnableMediaPlayback": True,
    "EnableAudioPlaybackTranscoding": True,
    "EnableVideoPlaybackTranscoding": True,
    "EnablePlaybackRemuxing": True,
    "ForceRemoteSourceTranscoding": False,
    "EnableContentDeletionFromFolders": [],
    "EnableContentDownloading": True,
    "EnableSyncTranscoding": True,
    "EnableMediaConversion": True,
    "EnabledDevices": [],
    "EnableAllDevices": True,
    "EnabledChannels": [],
    "EnableAllChannels": True,
    "InvalidLoginAttemptCount": 0,
    "LoginAttemptsBeforeLockout": -1,
    "MaxActiveSessions": 0,
    "EnablePublicSharing": True,
    "BlockedMediaFolders": [],
    "BlockedChannels": [],
    "RemoteClientBitrateLimit": 0,
    "AuthenticationProviderId": "Jellyfin.Server.Implementations.Users.DefaultAuthenticationProvider",
    "PasswordResetProviderId": "Jellyfin.Server.Implementations.Users.DefaultPasswordResetProvider",
    "SyncPlayAccess": "CreateAndJoinGroups",
}
