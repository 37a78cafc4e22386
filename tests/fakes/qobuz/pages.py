"""An album's page in the shop: fifty tracks on it, the rest to be loaded into it."""

from collections.abc import Sequence
from html import escape

from fakes.qobuz.model import Album, Music, Track

ON_PAGE = 50


def album_page(music: Music, album: Album) -> str:
    tracks = [music.tracks[key] for key in album.tracks]
    discs = max((track.disc for track in tracks), default=1)
    seconds = sum(track.seconds for track in tracks)
    artist = escape(music.artists[album.artist])
    return f"""<!DOCTYPE html>
<html><head><meta property="og:type" content="music.album">
<meta property="og:image" content="https://static.qobuz.com/images/covers/{album.id}_600.jpg"></head><body>
<div class="album-meta"><h1 class="album-meta__title" title="{escape(album.title)}"> {escape(album.title)}
</h1><h2 class="album-meta__artist">{artist}</h2><ul><li class="album-meta__item">Released on 5/17/19</li></ul></div>
<div id="playerTracks">{rows(tracks[:ON_PAGE], discs)}</div>
<section id="about"><ul><li class="album-about__item">{discs} disc(s) - {len(tracks)} track(s) - Total length:
{_time(seconds)}</li><li class="album-about__item">Main artists: <a>{artist}</a></li></ul></section>
</body></html>"""


def rows(tracks: Sequence[Track], discs: int, before: int = 0) -> str:
    """Return the rows of tracks; a disc's first one says which disc begins."""
    made = []
    for track in tracks:
        begins = discs > 1 and track.disc != before
        before = track.disc
        work = f'<p class="player__work" data-disk="{track.disc}">DISC {track.disc}</p>' if begins else ""
        title, performer = escape(track.title), escape(track.performer or "")
        made.append(
            f'<div class="player__item"><div class="player__tracks">{work}'
            f'<div class="track" data-track="{track.id}"><div class="track__items" title="{title}">'
            f'<div class="track__item track__item--number"><span>{track.number}</span><br></div>'
            f'<div class="track__item track__item--name"><span>{title}</span></div>'
            f'<div class="track__item track__item--artist track__item--performer"><span>{performer}</span></div>'
            f'<span class="track__item track__item--duration">{_time(track.seconds)}</span></div>'
            '<div class="track__infos"><p class="track__info">Somebody, Producer</p></div>'
            "</div></div></div>"
        )
    return "\n".join(made)


def _time(seconds: int) -> str:
    minutes, left = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{left:02}"
