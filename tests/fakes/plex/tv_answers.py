"""What plex.tv says of people, PINs, homes and servers, as its JSON has it."""

from collections.abc import Mapping
from typing import Any

from fakes.plex.clock import Clock, iso
from fakes.plex.nodes import Node
from fakes.plex.people import Pin, User
from fakes.plex.server import VERSION, Connection, MediaServer

_JOINED = 946_730_096
_SUBSCRIPTION = {
    "active": True,
    "subscribedAt": "2015-04-15 12:00:00 UTC",
    "status": "Active",
    "paymentService": None,
    "plan": "lifetime",
    "features": ["companions_sonos", "home", "lyrics", "pass"],
}
_PROFILE = {
    "autoSelectAudio": True,
    "defaultAudioAccessibility": 0,
    "defaultAudioLanguage": "en",
    "defaultAudioLanguages": None,
    "defaultSubtitleLanguage": "en",
    "defaultSubtitleLanguages": None,
    "autoSelectSubtitle": 0,
    "defaultSubtitleAccessibility": 0,
    "defaultSubtitleForced": 0,
    "watchedIndicator": 1,
    "mediaReviewsVisibility": 0,
    "mediaReviewsLanguages": None,
}


def user_of(user: User, token: str, home_size: int, now: int) -> dict[str, Any]:
    return {
        "id": user.id,
        "uuid": user.uuid,
        "username": "" if user.restricted else user.title,
        "title": user.title,
        "email": user.email,
        "friendlyName": user.title,
        "locale": None,
        "confirmed": True,
        "joinedAt": _JOINED,
        "emailOnlyAuth": False,
        "hasPassword": bool(user.password),
        "protected": bool(user.pin),
        "thumb": user.thumb,
        "authToken": token,
        "mailingListStatus": "removed",
        "mailingListActive": False,
        "scrobbleTypes": "",
        "country": "NL",
        "pin": user.pin and "********",
        "subscription": _SUBSCRIPTION,
        "subscriptionDescription": "Lifetime Plex Pass",
        "restricted": user.restricted,
        "anonymous": False,
        "home": user.home,
        "guest": user.guest,
        "homeSize": home_size if user.home else 1,
        "homeAdmin": user.admin,
        "maxHomeSize": 15,
        "rememberExpiresAt": now + 1_209_600,
        "profile": _PROFILE,
        "entitlements": [],
        "roles": ["plexpass"],
        "services": [],
        "subscriptions": [],
        "adsConsent": None,
        "adsConsentSetAt": None,
        "adsConsentReminderAt": None,
        "experimentalFeatures": False,
        "twoFactorEnabled": False,
        "backupCodesCreated": False,
        "attributionPartner": None,
    }


def pin_of(pin: Pin, now: int) -> dict[str, Any]:
    return {
        "id": pin.id,
        "code": pin.code,
        "product": pin.product,
        "trusted": False,
        "qr": f"https://plex.tv/api/v2/pins/qr/{pin.code}",
        "clientIdentifier": pin.client,
        "location": {
            "code": "NL",
            "european_union_member": True,
            "continent_code": "EU",
            "country": "Netherlands",
            "city": "Amsterdam",
            "time_zone": "Europe/Amsterdam",
            "postal_code": "1012",
            "in_privacy_restricted_country": True,
            "in_privacy_restricted_region": True,
            "subdivisions": "North Holland",
            "coordinates": "52.37, 4.89",
        },
        "expiresIn": pin.expires - now,
        "createdAt": iso(pin.created),
        "expiresAt": iso(pin.expires),
        "authToken": pin.token,
        "newRegistration": None,
    }


def home_of(admin: User, users: list[User], now: int) -> dict[str, Any]:
    return {
        "id": admin.id,
        "name": f"{admin.title}'s Home",
        "guestUserID": None,
        "guestUserUUID": "",
        "guestEnabled": False,
        "subscription": True,
        "users": [
            {
                "id": user.id,
                "uuid": user.uuid,
                "title": user.title,
                "username": None if user.restricted else user.title,
                "email": user.email or None,
                "friendlyName": user.title,
                "thumb": user.thumb,
                "hasPassword": bool(user.password),
                "restricted": user.restricted,
                "updatedAt": now,
                "restrictionProfile": None,
                "admin": user.admin,
                "guest": user.guest,
                "protected": bool(user.pin),
            }
            for user in users
        ],
    }


def home_user_node(user: User) -> Node:
    """Describe a home user as the older API does."""
    return Node(
        "User",
        {
            "id": user.id,
            "uuid": user.uuid,
            "admin": int(user.admin),
            "guest": int(user.guest),
            "restricted": int(user.restricted),
            "hasPassword": int(bool(user.password)),
            "protected": int(bool(user.pin)),
            "title": user.title,
            "username": "" if user.restricted else user.title,
            "email": user.email,
            "thumb": user.thumb,
        },
    )


def shared_user_node(user: User, servers: list[MediaServer], now: int) -> Node:
    """Describe whom the owner shares servers with, and which."""
    shares = [
        Node(
            "Server",
            {
                "id": 7_000_000 + number * 1000 + user.id % 1000,
                "serverId": 100 + number,
                "machineIdentifier": server.machine,
                "name": server.name,
                "lastSeenAt": now,
                "numLibraries": len(server.members[user.id] or server.library.sections),
                "allLibraries": int(server.members[user.id] is None),
                "owned": 1,
                "pending": 0,
            },
        )
        for number, server in enumerate(servers)
        if user.id in server.members
    ]
    attributes: Mapping[str, Any] = {
        "id": user.id,
        "title": user.title,
        "username": "" if user.restricted else user.title,
        "email": user.email,
        "recommendationsPlaylistId": "",
        "thumb": user.thumb,
        "protected": int(bool(user.pin)),
        "home": int(user.home),
        "allowTuners": 0,
        "allowSync": 0,
        "allowCameraUpload": 0,
        "allowChannels": 0,
        "allowSubtitleAdmin": 0,
        "filterAll": "",
        "filterMovies": "",
        "filterMusic": "",
        "filterPhotos": "",
        "filterTelevision": "",
        "restricted": int(user.restricted),
    }
    return Node("User", attributes, shares)


def share_node(user: User, server: MediaServer) -> Node:
    """Describe one user's share of one server, with the token he has there."""
    allowed = server.members[user.id]
    sections = [
        Node(
            "Section",
            {
                "id": 90_000 + section.key,
                "key": section.key,
                "title": section.title,
                "type": section.kind.word,
                "shared": int(allowed is None or section.key in allowed),
            },
        )
        for section in server.library.sections.values()
    ]
    attributes: Mapping[str, Any] = {
        "id": 7_000_000 + user.id,
        "username": user.title,
        "email": user.email,
        "userID": user.id,
        "accessToken": server.token_of(user),
        "name": server.name,
        "acceptedAt": server.created,
        "invitedAt": server.created,
        "allowSync": 0,
        "allowCameraUpload": 0,
        "allowChannels": 0,
        "allowTuners": 0,
        "allowSubtitleAdmin": 0,
        "owned": 0,
        "allLibraries": int(allowed is None),
    }
    return Node("SharedServer", attributes, sections)


def _connection(connection: Connection) -> dict[str, Any]:
    return {
        "protocol": connection.protocol,
        "address": connection.address,
        "port": connection.port,
        "uri": connection.uri,
        "local": connection.local,
        "relay": connection.relay,
        "IPv6": connection.ipv6,
    }


def resource_of(
    server: MediaServer, user: User, connections: list[Connection], clock: Clock
) -> dict[str, Any]:
    owned = user is server.owner
    return {
        "name": server.name,
        "product": "Plex Media Server",
        "productVersion": VERSION,
        "platform": "Linux",
        "platformVersion": "24.04.1 LTS (Noble Numbat)",
        "device": "PC",
        "clientIdentifier": server.machine,
        "createdAt": iso(server.created),
        "lastSeenAt": iso(clock.now()),
        "provides": "server",
        "ownerId": None if owned else server.owner.id,
        "sourceTitle": None if owned else server.owner.title,
        "publicAddress": "203.0.113.7",
        "accessToken": server.token_of(user),
        "owned": owned,
        "home": not owned and user.home and server.owner.home,
        "synced": False,
        "relay": any(one.relay for one in connections),
        "presence": server.presence,
        "httpsRequired": False,
        "publicAddressMatches": True,
        "dnsRebindingProtection": False,
        "natLoopbackSupported": True,
        "connections": [_connection(one) for one in connections],
    }


def player_of(clock: Clock) -> dict[str, Any]:
    """Describe a browser that plays: an account's resources are not only servers."""
    return {
        "name": "Firefox",
        "product": "Plex Web",
        "productVersion": "4.145.1",
        "platform": "Firefox",
        "platformVersion": "140.0",
        "device": "Linux",
        "clientIdentifier": "a-browser-that-plays",
        "createdAt": iso(clock.now() - 3600),
        "lastSeenAt": iso(clock.now()),
        "provides": "client,player,pubsub-player",
        "ownerId": None,
        "sourceTitle": None,
        "publicAddress": "203.0.113.7",
        "accessToken": None,
        "owned": True,
        "home": False,
        "synced": False,
        "relay": False,
        "presence": True,
        "httpsRequired": False,
        "publicAddressMatches": True,
        "dnsRebindingProtection": False,
        "natLoopbackSupported": True,
        "connections": [],
    }
