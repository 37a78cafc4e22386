"""Items and users as Emby writes them."""

from datetime import UTC, datetime
from typing import Any

from fakes.emby.names import PLAYLISTS_FOLDER
from fakes.mediabrowser.catalog import digest
from fakes.mediabrowser.model import Item, Library, Playlist, Track, User
from fakes.mediabrowser.queries import media_type
from fakes.mediabrowser.shapes import Shapes, stamp
from fakes.mediabrowser.videos import Video, playable

_UNKNOWN_IDS = {"MusicBrainzRecording"}
"""Ids that only Jellyfin reads from files."""


class EmbyShapes(Shapes):
    """Emby leaves out what is null, and says less without being asked."""

    def always(self, item: Item, dto: dict[str, Any]) -> None:
        """Add what comes without asking; year and container do not."""
        super().always(item, dto)
        dto.pop("ProductionYear", None)
        dto.pop("Container", None)
        if isinstance(item, Track | Playlist) or playable(item):
            dto["MediaType"] = media_type(item)
        if isinstance(item, Track):
            dto["Composers"] = []

    def more(self, item: Item, dto: dict[str, Any], fields: frozenset[str], *, every: bool) -> None:
        """Add what was asked for and only Emby says so."""
        if "ProviderIds" in dto:
            ids = dto["ProviderIds"]
            dto["ProviderIds"] = {name: ids[name] for name in ids if name not in _UNKNOWN_IDS}
        if item.year is not None:
            if every or "productionyear" in fields:
                dto["ProductionYear"] = item.year
            if every or "premieredate" in fields:
                told = item.premiere if isinstance(item, Video) else None
                dto["PremiereDate"] = stamp(told or datetime(item.year, 1, 1, tzinfo=UTC))
        if isinstance(item, Track):
            tags = item.tags
            own = {"container": tags.container, "size": tags.size, "bitrate": tags.bitrate}
            dto |= {name.capitalize(): value for name, value in own.items() if every or name in fields}
        if every or "tags" in fields:
            dto["TagItems"] = [{"Name": one, "Id": _long("tag", one)} for one in item.labels]
        if every:
            dto |= {
                "Taglines": [],
                "Studios": [],
                "ExternalUrls": [],
                "RemoteTrailers": [],
                "LockedFields": [],
            }
            dto |= {"LockData": False, "CanDownload": isinstance(item, Track), "SupportsSync": True}
            dto["Guid"] = digest("guid", item.id)
            dto["PresentationUniqueKey"] = digest("key", item.id)

    def genre(self, name: str) -> dict[str, Any]:
        """Return a genre, whose id is a number here."""
        return {"Name": name, "Id": _long("genre", name)}

    def source(self, item: Track) -> dict[str, Any]:
        """Return the file of a track."""
        found = super().source(item)
        found |= {"Id": digest("source", item.id), "ItemId": item.id, "HasMixedProtocols": False}
        return found | {"AddApiKeyToDirectStreamUrl": False, "TranscodingSubProtocol": "http"}

    def stream(self, item: Track) -> dict[str, Any]:
        """Return the sound of a track."""
        found = super().stream(item)
        none = dict.fromkeys(("ExtendedVideoType", "ExtendedVideoSubType"), "None")
        return (
            found
            | none
            | {"ExtendedVideoSubTypeDescription": "None", "Protocol": "File", "AttachmentSize": 0}
        )

    def folder(self, user: User | None) -> dict[str, Any]:
        """Return the folder of all playlists, which is no item of ours."""
        dto: dict[str, Any] = {
            "Name": "Playlists",
            "ServerId": self.server_id,
            "Id": PLAYLISTS_FOLDER,
            "IsFolder": True,
            "Type": "UserView",
            "CollectionType": "playlists",
            "ImageTags": {},
            "BackdropImageTags": [],
        }
        if user is not None:
            dto["UserData"] = {"PlaybackPositionTicks": 0, "IsFavorite": False, "Played": False}
        return dto

    def library_guid(self, library: Library) -> str:
        """Return what policies name a library by."""
        return digest("guid", library.id)

    def user(self, user: User, server_name: str) -> dict[str, Any]:
        """Return an account."""
        policy = _POLICY | {
            "IsAdministrator": user.admin,
            "IsHidden": user.hidden,
            "IsDisabled": user.disabled,
            "EnableContentDeletion": user.admin,
            "EnableAllFolders": user.libraries is None,
            "EnabledFolders": [self.library_guid(one) for one in user.libraries or ()],
        }
        return {
            "Name": user.name,
            "ServerId": self.server_id,
            "ServerName": server_name,
            "Prefix": user.name[:1].upper(),
            "DateCreated": stamp(user.created),
            "Id": user.id,
            "HasPassword": bool(user.password),
            "HasConfiguredPassword": bool(user.password),
            "LastLoginDate": stamp(user.created),
            "LastActivityDate": stamp(user.created),
            "Configuration": _CONFIGURATION,
            "Policy": policy,
        }


def _long(*parts: str) -> int:
    return int(digest(*parts)[:7], 16)


_CONFIGURATION: dict[str, Any] = {
    "PlayDefaultAudioTrack": True,
    "DisplayMissingEpisodes": False,
    "SubtitleMode": "Smart",
    "OrderedViews": [],
    "LatestItemsExcludes": [],
    "MyMediaExcludes": [],
    "HidePlayedInLatest": True,
    "HidePlayedInMoreLikeThis": False,
    "HidePlayedInSuggestions": False,
    "RememberAudioSelections": True,
    "RememberSubtitleSelections": True,
    "EnableNextEpisodeAutoPlay": True,
    "ResumeRewindSeconds": 0,
    "IntroSkipMode": "ShowButton",
    "EnableLocalPassword": False,
}

_POLICY: dict[str, Any] = {
    "IsHiddenRemotely": True,
    "IsHiddenFromUnusedDevices": False,
    "AllowTagOrRating": False,
    "BlockedTags": [],
    "IsTagBlockingModeInclusive": False,
    "IncludeTags": [],
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
    "RestrictedFeatures": [],
    "EnableContentDeletionFromFolders": [],
    "EnableContentDownloading": True,
    "EnableSubtitleDownloading": False,
    "EnableSubtitleManagement": False,
    "EnableSyncTranscoding": True,
    "EnableMediaConversion": True,
    "EnabledChannels": [],
    "EnableAllChannels": True,
    "InvalidLoginAttemptCount": 0,
    "EnablePublicSharing": True,
    "RemoteClientBitrateLimit": 0,
    "AuthenticationProviderId": "Emby.Server.Implementations.Library.DefaultAuthenticationProvider",
    "ExcludedSubFolders": [],
    "SimultaneousStreamLimit": 0,
    "EnabledDevices": [],
    "EnableAllDevices": True,
    "AllowCameraUpload": True,
    "AllowSharingPersonalItems": False,
}
