"""How what is wanted and offered lies in columns."""

from collections.abc import Mapping
from typing import Any

from syncopate.domain.download import Offer, Wanted, WantKind
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.media import AudioFormat, Track
from syncopate.store.encoding import from_ms, to_ms

_KINDS = {kind.value: kind for kind in IdKind}


def encode_wanted(wanted: Wanted) -> dict[str, Any]:
    """Return it as JSON; what is not known is left out."""
    return _said(
        title=wanted.title,
        artists=list(wanted.artists),
        album=wanted.album,
        album_artist=wanted.album_artist,
        ms=to_ms(wanted.duration),
        disc=wanted.disc,
        number=wanted.number,
        track_total=wanted.track_total,
        disc_total=wanted.disc_total,
        year=wanted.year,
        release_type=wanted.release_type,
        genres=list(wanted.genres),
        ids=_encode_ids(wanted.ids),
    )


def decode_wanted(kind: WantKind, body: Mapping[str, Any]) -> Wanted:
    """Undo `encode_wanted`."""
    return Wanted(
        kind=kind,
        title=body["title"],
        artists=tuple(body.get("artists", ())),
        album=body.get("album"),
        album_artist=body.get("album_artist"),
        duration=from_ms(body.get("ms")),
        disc=body.get("disc"),
        number=body.get("number"),
        track_total=body.get("track_total"),
        disc_total=body.get("disc_total"),
        year=body.get("year"),
        release_type=body.get("release_type"),
        genres=tuple(body.get("genres", ())),
        ids=_decode_ids(body.get("ids", ())),
    )


def encode_offer(offer: Offer) -> dict[str, Any]:
    """Return what is offered as JSON, without its key."""
    track, form = offer.track, offer.track.format
    return _said(
        title=track.title,
        artists=list(track.artists),
        album=track.album,
        album_artist=track.album_artist,
        ms=to_ms(track.duration),
        disc=track.disc,
        number=track.number,
        year=track.year,
        ids=_encode_ids(track.ids),
        path=track.path,
        size=track.size,
        format=None
        if form is None
        else _said(
            codec=form.codec,
            bitrate=form.bitrate,
            sample_rate=form.sample_rate,
            bit_depth=form.bit_depth,
            lossless=form.lossless or None,
        ),
        folder=offer.folder,
        peer=offer.peer or None,
        free_slot=offer.free_slot,
        queue=offer.queue,
        speed=offer.speed,
    )


def decode_offer(key: str, body: Mapping[str, Any]) -> Offer:
    """Undo `encode_offer`."""
    form = body.get("format")
    return Offer(
        key=key,
        track=Track(
            key=key,
            title=body.get("title", ""),
            artists=tuple(body.get("artists", ())),
            album=body.get("album"),
            album_artist=body.get("album_artist"),
            duration=from_ms(body.get("ms")),
            disc=body.get("disc"),
            number=body.get("number"),
            year=body.get("year"),
            ids=_decode_ids(body.get("ids", ())),
            path=body.get("path"),
            size=body.get("size"),
            format=None
            if form is None
            else AudioFormat(
                codec=form["codec"],
                bitrate=form.get("bitrate"),
                sample_rate=form.get("sample_rate"),
                bit_depth=form.get("bit_depth"),
                lossless=form.get("lossless", False),
            ),
        ),
        folder=body.get("folder"),
        peer=body.get("peer", ""),
        free_slot=body.get("free_slot"),
        queue=body.get("queue"),
        speed=body.get("speed"),
    )


def _said(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None and value != []}


def _encode_ids(ids: frozenset[ExternalId]) -> list[str]:
    return [f"{each.kind.value}:{each.value}" for each in sorted(ids)]


def _decode_ids(texts: Any) -> frozenset[ExternalId]:
    pairs = (text.partition(":") for text in texts)
    # A kind that a newer version knew.
    return frozenset(ExternalId(_KINDS[kind], value) for kind, _, value in pairs if kind in _KINDS)
