"""The words that name versions, as data; all as keys (lower case, no accents).

They are read in brackets, after dashes and at the end of titles only, never inside a title.
"""

PHRASES = {
    "a cappella": "acappella", "a capella": "acappella", "a capela": "acappella",
    "sped up": "spedup", "speed up": "spedup",
    "re recorded": "rerecorded", "re recording": "rerecorded", "neu aufgenommen": "rerecorded",
    "en vivo": "live", "en directo": "live", "ao vivo": "live", "dal vivo": "live", "en public": "live",
    "en direct": "live", "in concert": "live", "en concert": "live", "en concierto": "live",
    "in concerto": "live", "im konzert": "live", "na zywo": "live", "live lounge": "lounge session",
    "in diretta": "live", "концертная запись": "live", "в живую": "live",
    "backing track": "karaoke", "off vocal": "instrumental", "オフ ボーカル": "instrumental",
    "minus one": "karaoke", "less vocal": "karaoke",
    "bass boosted": "bassboosted", "8 bit": "8bit", "8d audio": "8d", "8 d audio": "8d",
    "alternate take": "alternate", "alternative take": "alternate", "alt take": "alternate",
    "alternate version": "alternate", "alternative version": "alternate", "alt version": "alternate",
    "alternate mix": "alternate", "alternative mix": "alternate", "alt mix": "alternate",
    "early version": "alternate", "early take": "alternate", "first take": "alternate",
    "tv size": "tv version", "tv edit": "tv version",
    "home recording": "demo", "work tape": "demo", "worktape": "demo", "voice memo": "demo",
    "en espanol": "version espanol", "in english": "version english", "auf deutsch": "version deutsch",
    "en francais": "version francais", "em portugues": "version portugues", "in italiano": "version italiano",
    "en ingles": "version ingles", "in spanish": "version spanish", "in french": "version french",
    "in german": "version german", "in japanese": "version japanese", "en anglais": "version anglais",
    "behind the song": "commentary", "track by track": "commentary", "spoken word": "spoken",
    "string quartet": "quartet", "piano solo": "piano", "solo piano": "piano",
}  # fmt: skip
"""Several words that are one."""

ANYWHERE = {
    "remix": "remix", "remixed": "remix", "rmx": "remix", "bootleg": "bootleg", "mashup": "mashup",
    "refix": "remix", "vip": "vip", "rework": "remix", "reworked": "remix",
    "remezcla": "remix", "remixado": "remix", "リミックス": "remix", "리믹스": "remix", "ремикс": "remix",
    "混音": "remix", "混音版": "remix",
    "unplugged": "unplugged", "desenchufado": "unplugged",
    "instrumental": "instrumental", "instrumentals": "instrumental", "inst": "instrumental",
    "instrumentale": "instrumental", "strumentale": "instrumental", "instrumentaal": "instrumental",
    "インスト": "instrumental", "インストゥルメンタル": "instrumental", "インストルメンタル": "instrumental",
    "オフボーカル": "instrumental", "연주곡": "instrumental", "инструментал": "instrumental",
    "инструментальная": "instrumental", "纯音乐": "instrumental", "純音樂": "instrumental",
    "karaoke": "karaoke", "カラオケ": "karaoke", "伴奏": "karaoke", "반주": "karaoke", "караоке": "karaoke",
    "минусовка": "karaoke", "минус": "karaoke", "노래방": "karaoke",
    "rehearsal": "rehearsal", "ensayo": "rehearsal",
    "outtake": "outtake", "outtakes": "outtake", "alternate": "alternate",
    "acappella": "acappella", "acapella": "acappella", "アカペラ": "acappella", "акапелла": "acappella",
    "spedup": "sped up", "slowed": "slowed", "nightcore": "sped up", "8bit": "8-bit", "8d": "8d",
    "bassboosted": "bass boosted", "drumless": "drumless",
    "mixed": "dj mix", "chopped": "slowed", "daycore": "slowed",
    "rerecorded": "re-recording", "rerecording": "re-recording",
    "orchestral": "orchestral", "symphonic": "orchestral", "orchestra": "orchestral",
    "orquestal": "orchestral", "orchesterversion": "orchestral",
    "tribute": "cover",
    "ライブ": "live", "ライヴ": "live", "라이브": "live", "现场": "live", "現場": "live",
    "现场版": "live", "現場版": "live", "演唱会": "live", "演唱會": "live",
    "концерт": "live", "canli": "live",
    "アコースティック": "acoustic", "어쿠스틱": "acoustic", "акустика": "acoustic",
    "акустическая": "acoustic",
    "デモ": "demo", "데모": "demo", "демо": "demo", "カバー": "cover", "カヴァー": "cover", "커버": "cover",
    "кавер": "cover", "翻唱": "cover",
    "commentary": "commentary", "kommentar": "commentary",
}  # fmt: skip
"""Words that name a recording wherever they stand in a bracket."""

AT_THE_EDGE = {
    "live": "live", "mitschnitt": "live", "livemitschnitt": "live", "konzertmitschnitt": "live",
    "acoustic": "acoustic", "stripped": "acoustic", "akustik": "acoustic", "akustisch": "acoustic",
    "acustico": "acoustic", "acustica": "acoustic", "acoustique": "acoustic", "akoestisch": "acoustic",
    "akustycznie": "acoustic", "akustiskt": "acoustic",
    "demo": "demo", "demos": "demo", "maqueta": "demo",
    "cover": "cover", "coverversion": "cover",
    "dub": "dub", "extended": "extended", "reprise": "reprise",
    "duet": "duet", "dueto": "duet", "duett": "duet", "duo": "duet",
    "session": "session", "sessions": "session", "sesion": "session", "sesiones": "session",
    "version": "version", "ver": "version", "versao": "version", "versione": "version",
    "fassung": "version", "wersja": "version", "versie": "version", "версия": "version",
    "バージョン": "version", "ヴァージョン": "version", "버전": "version", "版": "version",
    "mix": "mix", "edit": "edit", "take": "take", "vocal": "vocal", "vocals": "vocal",
    "reimagined": "version", "interlude": "interlude", "skit": "skit", "outro": "outro", "intro": "intro",
    "flip": "remix", "piano": "piano", "quartet": "quartet", "spoken": "spoken", "medley": "medley",
}  # fmt: skip
"""Words that name a recording at the beginning or end of a bracket, or before one of `FOLLOWERS`."""

LAST_ONLY = frozenset(
    {"flip", "piano", "quartet", "spoken", "medley", "intro", "outro", "interlude", "skit", "duo", "cover"}
)
"""Words that name a recording at the end of a bracket only, or before "version"."""

MONTHS = frozenset(
    {
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
        "november", "december", "januar", "februar", "marz", "mai", "juni", "juli", "oktober", "dezember",
        "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "enero", "mayo",
        "junio", "julio", "agosto", "diciembre", "octubre", "noviembre", "septiembre", "janvier", "juin",
        "juillet", "decembre",
    }
)  # fmt: skip

COMPOUNDS = ("version", "fassung", "aufnahme", "mix")
"""What German writes together with the word before it: Instrumentalversion, Livefassung."""

FOLLOWERS = frozenset(
    {
        "at", "in", "from", "on", "for", "version", "ver", "mix", "edit", "take", "session", "sessions",
        "recording", "by", "performance", "demo", "remix", "remaster", "remastered", "aus", "bei", "im",
        "auf", "desde", "en", "au", "em", "no", "na", "da", "dal", "w", "i", "fran", "fra",
        "vanuit", "op",
    }
)  # fmt: skip

PACKAGING = frozenset(
    {
        "remaster", "remastered", "remasterd", "remastering", "remasterizado", "remasterizada",
        "remasterise", "remasterisee", "rimasterizzato", "rimasterizzata", "deluxe", "anniversary",
        "edition", "edicion", "edizione", "edicao", "ausgabe",
        "mono", "stereo", "explicit", "clean", "album", "albumversion", "single", "original",
        "originalversion", "bonus", "track", "bonustrack", "digital",
        "digitally", "expanded", "special", "official", "officiel", "oficial", "offizielles", "video",
        "audio", "lyric", "lyrics", "hd", "hq", "4k", "clip", "videoclip", "musikvideo",
        "ost", "soundtrack", "lp", "main", "standard", "full", "mv", "visualizer", "reissue", "release",
        "ep", "high", "resolution", "uncensored", "censored", "music", "edited", "opening", "ending",
    }
)  # fmt: skip
"""Words that name how a recording was sold, not another recording."""

ORIGIN = frozenset({"from", "aus", "de", "theme", "music", "original", "soundtrack"})
"""Words that begin a packaging remark like: from "Frozen"."""

SILENT = frozenset(
    {
        "the", "a", "an", "and", "of", "at", "in", "from", "on", "for", "by", "version", "ver",
        "performance", "aus", "bei", "im", "der", "die", "das", "desde", "en", "au", "em", "no", "na", "da",
        "dal", "del", "de", "la", "le", "el", "los", "les", "und", "et", "y", "e",
    }
)  # fmt: skip
"""Words that name nothing inside a version's own name."""

LANGUAGES = {
    "english": "english", "ingles": "english", "inglese": "english", "anglais": "english",
    "englisch": "english", "englische": "english", "英語": "english", "英文": "english", "英文版": "english",
    "영어": "english", "английская": "english",
    "spanish": "spanish", "espanol": "spanish", "espanola": "spanish", "espagnol": "spanish",
    "spanisch": "spanish", "spanische": "spanish", "spagnolo": "spanish", "spanglish": "spanglish",
    "french": "french", "francais": "french", "francaise": "french", "franzosisch": "french",
    "franzosische": "french", "frances": "french", "francese": "french",
    "german": "german", "deutsch": "german", "deutsche": "german", "allemand": "german",
    "aleman": "german", "tedesco": "german", "tedesca": "german", "немецкая": "german",
    "italian": "italian", "italiano": "italian", "italiana": "italian", "italien": "italian",
    "italienne": "italian", "italienisch": "italian", "italienische": "italian",
    "japanese": "japanese", "japanisch": "japanese", "japanische": "japanese", "jp": "japanese",
    "japones": "japanese", "japonesa": "japanese", "日本語": "japanese", "日本語版": "japanese",
    "일본어": "japanese", "japan": "japanese",
    "korean": "korean", "kr": "korean", "koreanisch": "korean", "韓国語": "korean", "한국어": "korean",
    "chinese": "chinese", "mandarin": "mandarin", "cantonese": "cantonese", "中文": "chinese",
    "中文版": "chinese", "国语版": "mandarin", "國語版": "mandarin", "国语": "mandarin",
    "國語": "mandarin",
    "粤语版": "cantonese", "粵語版": "cantonese", "粤语": "cantonese", "粵語": "cantonese",
    "중국어": "chinese",
    "portuguese": "portuguese", "portugues": "portuguese", "portuguesa": "portuguese",
    "russian": "russian", "russisch": "russian", "russische": "russian", "русская": "russian",
    "arabic": "arabic", "hindi": "hindi", "tamil": "tamil", "telugu": "telugu", "swedish": "swedish",
    "svensk": "swedish", "schwedisch": "swedish", "schwedische": "swedish", "dutch": "dutch",
    "nederlandse": "dutch", "polish": "polish", "polska": "polish", "finnish": "finnish",
    "turkish": "turkish", "turkce": "turkish", "hebrew": "hebrew", "greek": "greek", "latin": "latin",
    "catalan": "catalan", "euskera": "basque", "welsh": "welsh", "danish": "danish",
    "norwegian": "norwegian", "thai": "thai", "indonesian": "indonesian", "vietnamese": "vietnamese",
}  # fmt: skip
"""Words for languages, to the language they name."""

LIVE_ALREADY = frozenset({"unplugged", "session", "rehearsal"})
"""Kinds that are played live anyway: "live" beside them says nothing more."""

LENGTHS = {"long": "extended", "extended": "extended", "short": "edit", "radio": "edit", "tv": "edit"}
"""Names of versions that tell their length alone."""
