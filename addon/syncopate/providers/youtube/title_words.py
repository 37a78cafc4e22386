"""The words in titles of videos that say something of the video, and those that say what is heard."""

import re


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NOISE = _set("""
    official officially video videos audio music lyric lyrics lyrical hd hq uhd fhd visualizer visualiser
    visual mv m/v pv clip clips videoclip musicvideo performance hi-res oficial vídeo clipe letra letras
    legendado testo ufficiale officiel officielle paroles offizielles offizieller musikvideo officiell
    officieel klip klibi resmi teledysk oficjalny
    официальный официальное официальная клип видео видеоклип аудио текст
    公式 オフィシャル ミュージックビデオ ミュージック ビデオ リリックビデオ 歌詞 歌詞付き 高音質
    官方 完整版 高清 歌词 공식 뮤직비디오 뮤비 가사
""")
_GLUE = _set("the a by with w w/ and & in on only new full of hot original premiere + - : • _")
"""Words that are dropped along with others, and say nothing of themselves; years are such, too."""
_SIZES = re.compile(r"\d{3,4}p|\d+fps|[248]k")
_YEAR = re.compile(r"(?:19|20)\d\d")

_RECORDING = _set("""
    live remix remixes remixed rmx mix acoustic unplugged cover covered instrumental karaoke sped slowed
    reverb nightcore remaster remastered demo edit extended session sessions concert orchestral symphonic
    piano bootleg mashup medley rehearsal acapella cappella stripped reprise dub vip 8d chopped lofi lo-fi
    parody tribute version ver ver. radio single album club vivo directo acústico acustico akustik konzert
    кавер ремикс живой концерт акустика минус караоке
    歌ってみた 弾いてみた カバー ライブ ライヴ リミックス インスト アコースティック 翻唱 现场 伴奏
    라이브 커버 리믹스
""")
_BARE = frozenset({"version", "ver", "ver."})
"""Words of recordings that say nothing alone."""
_SAYS_RECORDING = re.compile(
    r"\b(?:live|remix|remixes|rmx|acoustic|unplugged|cover|instrumental|karaoke|sped up|slowed|nightcore|"
    r"remaster(?:ed)?|demo|edit|session|concert|mashup|medley|acapella|a cappella|version|mix|reprise|"
    r"en vivo|ao vivo|dal vivo|en directo|ac[uú]stico|akustik|кавер|ремикс|караоке|part|pt|vol|bonus track)\b"
    r"|歌ってみた|弾いてみた|カバー|ライブ|リミックス|라이브|커버|翻唱|现场",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\s,;()\[\]【】（）［］\"“”]+")  # noqa: RUF001 -- brackets as they stand in titles


def is_noise(text: str) -> bool:
    """Tell whether a text says something of the video alone, e.g. "Official Video HD"."""
    words = _words(text)
    return any(_is_noise(word) for word in words) and all(_is_noise(word) or _is_glue(word) for word in words)


def says_recording(text: str) -> bool:
    """Tell whether a text says which recording it is, e.g. "Live at Wembley"."""
    return bool(_SAYS_RECORDING.search(text))


def without_noise(text: str) -> str:
    """Return what is left in brackets: "" of noise alone, "Live" of "Official Live Video", else all of it."""
    if is_noise(text):
        return ""
    words = _WORD.findall(text)
    plain = [word.casefold() for word in words]
    if not all(_is_noise(word) or _is_glue(word) or word in _RECORDING for word in plain):
        return text
    if not any(_is_noise(word) for word in plain) or not any(word in _RECORDING for word in plain):
        return text
    kept = [
        word for word, said in zip(words, plain, strict=True) if said in _RECORDING or _YEAR.fullmatch(said)
    ]
    return "" if {word.casefold() for word in kept} <= _BARE else " ".join(kept)


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _is_noise(word: str) -> bool:
    return word in _NOISE or word.strip(".!:-") in _NOISE or bool(_SIZES.fullmatch(word))


def _is_glue(word: str) -> bool:
    return word in _GLUE or bool(_YEAR.fullmatch(word))
