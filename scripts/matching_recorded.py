"""Real tracks in recorded answers: releases at several services, and files that Lidarr identifies."""

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.match import Verdict
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.matching import Decisions, LibraryIndex, match_entry
from syncopate.matching.path_names import read_path

type Document = Mapping[str, Any]

_TAKEN_OUT = 0.3
_SEED = 5
_ISO_LENGTH = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?")
_NOBODY = "Various Artists"


@dataclass(frozen=True, slots=True)
class Listed:
    """A track at a service, and what tells that two are one recording: ISRC, barcode and place."""

    service: str
    track: Track
    same: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What became of entries: right and wrong matches, those that had an answer, all."""

    right: int
    wrong: tuple[str, ...]
    missed: tuple[str, ...]
    asked: int

    @property
    def answers(self) -> int:
        """How many entries had an answer."""
        return self.right + len(self.missed)

    @property
    def precision(self) -> float:
        """Share of the matches that are right."""
        matched = self.right + len(self.wrong)
        return self.right / matched if matched else 1.0

    @property
    def recall(self) -> float:
        """Share of the answers that were found."""
        return self.right / self.answers if self.answers else 1.0


def read_services(folder: Path) -> list[Listed]:
    """Read every answer that lists tracks; the same track in two answers counts once."""
    found: dict[str, Listed] = {}
    for file in sorted(each for each in folder.rglob("*") if each.is_file()):
        service = file.relative_to(folder).parts[1]
        with suppress(json.JSONDecodeError, UnicodeDecodeError):  # pages are among the answers
            document = json.loads(file.read_text("utf-8"))
            for listed in _listed(service, document):
                known = found.get(listed.track.key)
                found[listed.track.key] = replace(known or listed, same=listed.same | (known or listed).same)
    return list(found.values())


def match_services(listed: Sequence[Listed]) -> Found:
    """Look each service's tracks up among all others' by text alone, some of the answers taken out."""
    chance = random.Random(_SEED)  # noqa: S311 -- a repeatable choice
    names: defaultdict[str, set[str]] = defaultdict(set)
    for each in listed:
        for name in each.same:
            names[name].add(each.service)
    out = {
        name for name, services in sorted(names.items()) if len(services) > 1 and chance.random() < _TAKEN_OUT
    }
    right, wrong, missed = 0, list[str](), list[str]()
    for service in sorted({each.service for each in listed}):
        held = [each for each in listed if each.service != service]
        mine = [each for each in listed if each.service == service]
        gone = {each.track.key for each in held if each.same & out}
        library = {each.track.key: each for each in held if each.track.key not in gone}
        index = LibraryIndex.build(_bare(each.track) for each in library.values())
        for each in mine:
            match = match_entry(entry_of(each.track), index, Decisions())
            answers = {key for key, other in library.items() if other.same & each.same}
            said = f"{each.service}: {each.track.artists} - {each.track.title} ({each.track.duration})"
            if match.track_key in answers:
                right += 1
            elif match.verdict is Verdict.MATCH and match.track_key is not None:
                other = library[match.track_key].track
                wrong.append(f"{said} -> {other.artists} - {other.title} ({other.duration})")
            if answers and match.track_key not in answers:
                missed.append(f"{said}: {match.verdict} {match.reason}")
    return Found(right=right, wrong=tuple(wrong), missed=tuple(missed), asked=len(listed))


def read_files(folder: Path) -> list[Track]:
    """Read the tagged files of every identification case; each path once."""
    tracks: dict[str, Track] = {}
    for case in sorted(folder.glob("*.json")):
        for each in json.loads(case.read_text("utf-8-sig"))["tracks"]:
            track = _file(each["path"], each["fileTrackInfo"])
            if track.title:
                tracks[track.key] = track
    return list(tracks.values())


def listed_files(files: Sequence[Track]) -> list[Listed]:
    """Return files by their tags, as a service would list them; one recording by MusicBrainz is the same."""
    return [Listed("files", track, frozenset(each.value for each in track.ids)) for track in files]


def match_files(files: Sequence[Track]) -> Found:
    """Find each file by its tags and by its path alone; another file of the same recording is as good."""
    index = LibraryIndex.build(_bare(track) for track in files)
    by_key = {track.key: track for track in files}
    right, wrong, missed, asked = 0, list[str](), list[str](), 0
    for track in files:
        for way, entries in (("tags", [entry_of(track)]), ("path", _entries_of_path(track))):
            asked += 1
            found = {
                match.track_key
                for entry in entries
                if (match := match_entry(entry, index, Decisions())).track_key is not None
            }
            said = f"{way} of {track.key}"
            if len(found) != 1:
                missed.append(f"{said}: {len(found)} tracks")
            elif _equal(by_key[other := next(iter(found))], track):
                right += 1
            else:
                wrong.append(f"{said} -> {other}")
                missed.append(f"{said}: another")
    return Found(right=right, wrong=tuple(wrong), missed=tuple(missed), asked=asked)


def entry_of(track: Track) -> Entry:
    """Return what a playlist would say of a track, without ids."""
    return Entry(
        position=0, title=track.title, artists=track.artists, album=track.album, duration=track.duration
    )


def _equal(one: Track, other: Track) -> bool:
    if one.key == other.key or (one.ids and one.ids == other.ids):
        return True
    near = one.duration and other.duration and abs(one.duration - other.duration) <= timedelta(seconds=1)
    return bool(near) and (one.title, one.artists) == (other.title, other.artists)


def _entries_of_path(track: Track) -> list[Entry]:
    return [
        Entry(
            position=0,
            title=reading.title,
            artists=(reading.artist,) if reading.artist else (),
            album=reading.album or None,
            duration=track.duration,
        )
        for reading in read_path(track.path or "")
    ]


def _bare(track: Track) -> Track:
    return replace(track, ids=frozenset(), path=None)


def _file(path: str, info: Document) -> Track:
    hours, minutes, seconds = str(info["duration"]).split(":")
    length = timedelta(hours=int(hours), minutes=int(minutes), seconds=float(seconds))
    artist, recording = info.get("artistTitle"), info.get("recordingMBId")
    numbers = info.get("trackNumbers") or [None]
    return Track(
        key=path,
        title=info.get("title") or "",
        artists=(artist,) if artist else (),
        album=info.get("albumTitle"),
        duration=length or None,
        number=numbers[0],
        path=path,
        ids=frozenset({ExternalId(IdKind.MB_RECORDING, recording)} if recording else ()),
    )


def _listed(service: str, document: Document) -> Iterator[Listed]:
    if service == "com.apple.itunes":
        for item in document.get("results", ()):
            if item.get("kind") == "song":
                yield _made(
                    service, item["trackId"], item["trackName"], [item["artistName"]],
                    item["collectionName"], item["trackTimeMillis"] / 1000,
                )  # fmt: skip
    elif service == "com.deezer.api":
        yield from _deezer(service, document)
    elif service == "com.spotify.api":
        yield from _spotify(service, document)
    elif service == "com.tidal.openapi":
        yield from _tidal(service, document)
    elif service.startswith("com.bandcamp") and "tralbum" in document:
        album = document["tralbum"]
        for item in album["trackinfo"]:
            artist = item.get("artist") or album["artist"]
            title = album["current"]["title"]
            yield _made("com.bandcamp", item["id"], item["title"], [artist], title, item.get("duration"))


def _deezer(service: str, document: Document) -> Iterator[Listed]:
    for place, item in enumerate(document["tracks"]["data"] if "tracks" in document else (document,), 1):
        if "duration" in item:
            album = document["title"] if "tracks" in document else item["album"]["title"]
            artists = [each["name"] for each in item.get("contributors", ())] or [item["artist"]["name"]]
            where = (document.get("upc"), 1, place)
            yield _made(
                service, item["id"], item["title"], artists, album, item["duration"], item.get("isrc"), where
            )


def _spotify(service: str, document: Document) -> Iterator[Listed]:
    held = document.get("tracks", document)
    items = held.get("items", ()) if isinstance(held, Mapping) else held
    for item in items:
        if item.get("type") != "track":
            continue
        album = item.get("album", document).get("name")
        where = (document.get("external_ids", {}).get("upc"), item["disc_number"], item["track_number"])
        yield _made(
            service, item["id"], item["name"], [each["name"] for each in item["artists"]], album,
            item["duration_ms"] / 1000, item.get("external_ids", {}).get("isrc"), where,
        )  # fmt: skip


def _tidal(service: str, document: Document) -> Iterator[Listed]:
    data = document.get("data", ())
    for item in data if isinstance(data, list) else ():
        told = item.get("resource", {})
        if told.get("artifactType") == "track":
            yield _made(
                service, told["id"], told["title"], [each["name"] for each in told["artists"]],
                told["album"]["title"], told["duration"], told.get("isrc"),
            )  # fmt: skip
    included = document.get("included", ())
    people = {each["id"]: each["attributes"]["name"] for each in included if each["type"] == "artists"}
    titles = [
        each["attributes"]["title"]
        for each in data
        if isinstance(each, dict) and each.get("type") == "albums"
    ]
    for item in included:
        if item["type"] != "tracks":
            continue
        said = item["attributes"]
        title = f"{said['title']} ({said['version']})" if said.get("version") else said["title"]
        artists = [
            people[each["id"]] for each in item["relationships"]["artists"]["data"] if each["id"] in people
        ]
        length = _ISO_LENGTH.fullmatch(said["duration"])
        hours, minutes, seconds = (int(part or 0) for part in length.groups()) if length else (0, 0, 0)
        yield _made(
            service, item["id"], title, artists, titles[0] if len(titles) == 1 else None,
            hours * 3600 + minutes * 60 + seconds, said.get("isrc"),
        )  # fmt: skip


def _made(
    service: str,
    name: object,
    title: str,
    artists: list[str],
    album: str | None,
    seconds: float | None,
    isrc: str | None = None,
    where: tuple[str | None, int, int] | None = None,
) -> Listed:
    names = {f"isrc {isrc.upper()}"} if isrc else set()
    if where is not None and where[0]:
        names.add(f"place {where[0].lstrip('0')} {where[1]} {where[2]}")
    track = Track(
        key=f"{service}:{name}",
        title=title,
        artists=tuple(each for each in artists if each != _NOBODY),
        album=album,
        duration=timedelta(seconds=seconds) if seconds else None,
    )
    return Listed(service, track, frozenset(names))
