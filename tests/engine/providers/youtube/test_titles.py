"""Titles as people write them above their videos: what is made of them, with the channel as evidence."""

import pytest
from syncopate.providers.youtube.titles import Cleaned, cleaned

# The title, the channels, and what comes of it; artists None: the channels' own.
AGREEING = [
    # What a channel calls itself.
    ("Hello", ["Adele - Topic"], "Hello", ["Adele"]),
    ("Adele - Hello (Official Music Video)", ["AdeleVEVO"], "Hello", ["Adele"]),
    ("Taylor Swift - Anti-Hero (Official Music Video)", ["TaylorSwiftVEVO"], "Anti-Hero", ["Taylor Swift"]),
    (
        "Queen – Bohemian Rhapsody (Official Video Remastered)",
        ["Queen Official"],
        "Bohemian Rhapsody (Remastered)",
        ["Queen"],
    ),
    ("Coldplay - The Scientist (Official 4K Video)", ["Coldplay"], "The Scientist", ["Coldplay"]),
    ("The Weeknd - Blinding Lights (Official Audio)", ["TheWeekndVEVO"], "Blinding Lights", ["The Weeknd"]),
    ("Beyoncé - Halo", ["beyonceVEVO"], "Halo", ["Beyoncé"]),
    ("Sigur Rós - Hoppípolla [Official Video]", ["sigur rós"], "Hoppípolla", ["Sigur Rós"]),
    ("Rammstein - Deutschland (Official Video)", ["Rammstein Official"], "Deutschland", ["Rammstein"]),
    ("Daft Punk - One More Time (Official Video) [HD]", ["Daft Punk"], "One More Time", ["Daft Punk"]),
    ("Gorillaz - Feel Good Inc. (Official Video)", ["Gorillaz"], "Feel Good Inc.", ["Gorillaz"]),
    ("Imagine Dragons - Believer (Lyric Video)", ["ImagineDragonsVEVO"], "Believer", ["Imagine Dragons"]),
    ("Billie Eilish - bad guy (Visualizer)", ["Billie Eilish"], "bad guy", ["Billie Eilish"]),
    ("Eminem - Without Me (Official Music Video) 4K", ["EminemVEVO"], "Without Me", ["Eminem"]),
    (
        "Nirvana - Smells Like Teen Spirit (Official Music Video)",
        ["Nirvana"],
        "Smells Like Teen Spirit",
        ["Nirvana"],
    ),
    ("ABBA - Dancing Queen (Lyrics)", ["ABBA"], "Dancing Queen", ["ABBA"]),
    (
        "Lewis Capaldi - Someone You Loved Official Video",
        ["Lewis Capaldi"],
        "Someone You Loved",
        ["Lewis Capaldi"],
    ),
    ("Muse - Starlight [Official Music Video] HD", ["Muse"], "Starlight", ["Muse"]),
    (
        "Dua Lipa - Levitating Featuring DaBaby (Official Music Video)",
        ["Dua Lipa"],
        "Levitating Featuring DaBaby",
        ["Dua Lipa"],
    ),
    # The other way round.
    ("Zombie - The Cranberries (Official Video)", ["The Cranberries"], "Zombie", ["The Cranberries"]),
    ("Hallelujah – Jeff Buckley", ["jeffbuckleyVEVO"], "Hallelujah", ["Jeff Buckley"]),
    # One of several.
    (
        "Calvin Harris & Dua Lipa - One Kiss (Official Video)",
        ["Calvin Harris"],
        "One Kiss",
        ["Calvin Harris & Dua Lipa"],
    ),
    ("Coldplay X BTS - My Universe (Official Lyric Video)", ["Coldplay"], "My Universe", ["Coldplay X BTS"]),
    (
        "Clean Bandit - Rockabye (feat. Sean Paul & Anne-Marie) [Official Video]",
        ["Clean Bandit"],
        "Rockabye (feat. Sean Paul & Anne-Marie)",
        ["Clean Bandit"],
    ),
    ("Simon & Garfunkel - The Boxer (Audio)", ["Simon & Garfunkel"], "The Boxer", ["Simon & Garfunkel"]),
    (
        "Ed Sheeran - Perfect Duet (with Beyoncé) [Official Audio]",
        ["Ed Sheeran"],
        "Perfect Duet (with Beyoncé)",
        ["Ed Sheeran"],
    ),
    # What is heard stays.
    (
        "Nirvana - The Man Who Sold The World (MTV Unplugged)",
        ["NirvanaVEVO"],
        "The Man Who Sold The World (MTV Unplugged)",
        ["Nirvana"],
    ),
    (
        "Foo Fighters - Everlong (Live at Wembley Stadium, 2008)",
        ["Foo Fighters"],
        "Everlong (Live at Wembley Stadium, 2008)",
        ["Foo Fighters"],
    ),
    ("Adele - Someone Like You (Official Live Video)", ["AdeleVEVO"], "Someone Like You (Live)", ["Adele"]),
    (
        "The Beatles - Come Together (Remastered 2009)",
        ["The Beatles"],
        "Come Together (Remastered 2009)",
        ["The Beatles"],
    ),
    ("Miley Cyrus - Jolene (Acoustic)", ["Miley Cyrus"], "Jolene (Acoustic)", ["Miley Cyrus"]),
    ("Kygo - Firestone (Official Remix Video)", ["Kygo"], "Firestone (Remix)", ["Kygo"]),
    ("a-ha - Take On Me (Kygo Remix)", ["a-ha"], "Take On Me (Kygo Remix)", ["a-ha"]),
    ("Hurt (Instrumental)", ["Johnny Cash - Topic"], "Hurt (Instrumental)", ["Johnny Cash"]),
    # Bars and what comes after them.
    ("Radiohead - Creep | Official Video", ["Radiohead"], "Creep", ["Radiohead"]),
    (
        "Tame Impala - Borderline | Live at KEXP",
        ["Tame Impala"],
        "Borderline (Live at KEXP)",
        ["Tame Impala"],
    ),
    ("Shape of You | Ed Sheeran | Lyrics", ["Ed Sheeran"], "Shape of You", ["Ed Sheeran"]),
    ("Stromae | Alors on danse | Clip Officiel", ["Stromae"], "Alors on danse", ["Stromae"]),
    # Quotes.
    ("Kate Bush “Cloudbusting” [Official Video]", ["Kate Bush"], "Cloudbusting", ["Kate Bush"]),
    ('Tom Waits - "Hold On"', ["Tom Waits"], "Hold On", ["Tom Waits"]),
    ("«Группа крови»", ["Кино"], "Группа крови", ["Кино"]),
    # Pictures.
    ("🔥 Stromae - Papaoutai 🎵", ["Stromae"], "Papaoutai", ["Stromae"]),
    ("★ Blümchen - Herz an Herz ★", ["Blümchen"], "Herz an Herz", ["Blümchen"]),
    ("I ♥ U", ["Somebody"], "I ♥ U", ["Somebody"]),
    # Dashes in names and in titles.
    ("a-ha - Take On Me (Official 4K Music Video)", ["a-ha"], "Take On Me", ["a-ha"]),
    ("JAY-Z - 99 Problems", ["JAY-Z"], "99 Problems", ["JAY-Z"]),
    (
        "blink-182 - All The Small Things (Official Music Video)",
        ["blink-182"],
        "All The Small Things",
        ["blink-182"],
    ),
    ("Anne-Marie - 2002 [Official Video]", ["Anne-Marie"], "2002", ["Anne-Marie"]),
    ("Ke$ha - TiK ToK", ["KeshaVEVO", "Ke$ha"], "TiK ToK", ["Ke$ha"]),
    (
        "Pink Floyd - Shine On You Crazy Diamond - Part 1",
        ["Pink Floyd"],
        "Shine On You Crazy Diamond - Part 1",
        ["Pink Floyd"],
    ),
    ("Ob-La-Di, Ob-La-Da", ["The Beatles - Topic"], "Ob-La-Di, Ob-La-Da", ["The Beatles"]),
    ("Kryptonite- 3 Doors Down", ["3 Doors Down"], "Kryptonite", ["3 Doors Down"]),
    # Names that look like noise.
    ("Official - Radio", ["Official"], "Radio", ["Official"]),
    ("Video", ["India.Arie"], "Video", ["India.Arie"]),
    ("Lyrics", ["Somebody"], "Lyrics", ["Somebody"]),
    ("!!! - Heart of Hearts", ["!!!"], "Heart of Hearts", ["!!!"]),
    ("!!!", ["Somebody"], "!!!", ["Somebody"]),
    ("(Official Video)", ["Somebody"], "(Official Video)", ["Somebody"]),
    ("Video Killed the Radio Star", ["The Buggles"], "Video Killed the Radio Star", ["The Buggles"]),
    ("1999", ["Prince"], "1999", ["Prince"]),
    ("[ ]", ["M83"], "[ ]", ["M83"]),
    # Other scripts.
    ("Кино - Группа крови (Официальный клип)", ["Кино"], "Группа крови", ["Кино"]),
    ("Земфира — Хочешь? (Премьера клипа)", ["Земфира"], "Хочешь? (Премьера клипа)", ["Земфира"]),
    ("YOASOBI「アイドル」 Official Music Video", ["Ayase / YOASOBI"], "アイドル", ["YOASOBI"]),
    ("米津玄師 - Lemon 【Official Music Video】", ["米津玄師"], "Lemon", ["米津玄師"]),
    ("【MV】宇多田ヒカル - First Love", ["宇多田ヒカル"], "First Love", ["宇多田ヒカル"]),
    ("夜に駆ける【歌ってみた】", ["Somebody"], "夜に駆ける【歌ってみた】", ["Somebody"]),
    (
        "[MV] IU(아이유) _ Palette(팔레트) (Feat. G-DRAGON)",
        ["IU"],
        "Palette(팔레트) (Feat. G-DRAGON)",
        ["IU(아이유)"],
    ),
    ("BTS (방탄소년단) 'Dynamite' Official MV", ["BTS"], "Dynamite", ["BTS (방탄소년단)"]),
    (
        "周杰倫 Jay Chou【七里香】Official MV",
        ["周杰倫 Jay Chou"],
        "七里香",
        ["周杰倫 Jay Chou"],
    ),
]

# A channel that is nobody's among the artists.
GUESSED = [
    ("Alan Walker - Faded", "NoCopyrightSounds", "Faded", ["Alan Walker"]),
    ("Oasis - Wonderwall (Lyrics)", "7clouds", "Wonderwall", ["Oasis"]),
    ("Pharrell Williams - Happy (Sped Up)", "sped up songs", "Happy (Sped Up)", ["Pharrell Williams"]),
    ("Adele - Hello (Karaoke Version)", "Sing King", "Hello (Karaoke Version)", ["Adele"]),
    ("Snow Patrol - Chasing Cars lyrics", "Lyrics World", "Chasing Cars", ["Snow Patrol"]),
    ("【公式】Ado「うっせぇわ」", "Lyrics Channel", "うっせぇわ", ["Ado"]),
    ("Nightcore - Angel With A Shotgun", "NightcoreReality", "Angel With A Shotgun", ["Nightcore"]),
]

# Where nothing is taken apart, though there is a dash.
WHOLE = [
    ("Wish You Were Here - Live at Knebworth", "Somebody", "Wish You Were Here - Live at Knebworth"),
    ("Another Brick in the Wall - Part 2", "Somebody", "Another Brick in the Wall - Part 2"),
    ("Africa - Acoustic Version", "Somebody", "Africa - Acoustic Version"),
    ("01 - Intro", "Somebody", "01 - Intro"),
    ("Just a song I like (with - a dash)", "Somebody", "Just a song I like (with - a dash)"),
]


@pytest.mark.parametrize(
    ("title", "channels", "expected", "artists"), AGREEING, ids=[one[0] for one in AGREEING]
)
def test_titles(title: str, channels: list[str], expected: str, artists: list[str]) -> None:
    found = cleaned(title, tuple(channels))
    assert (found.title, list(found.artists)) == (expected, artists)


@pytest.mark.parametrize(
    ("title", "channel", "expected", "artists"), GUESSED, ids=[one[0] for one in GUESSED]
)
def test_guesses_are_called_so(title: str, channel: str, expected: str, artists: list[str]) -> None:
    assert cleaned(title, (channel,)) == Cleaned(title=expected, artists=tuple(artists), guessed=True)


@pytest.mark.parametrize(("title", "channel", "expected"), WHOLE)
def test_what_is_not_taken_apart(title: str, channel: str, expected: str) -> None:
    assert cleaned(title, (channel,)) == Cleaned(title=expected, artists=(channel,), guessed=True)


@pytest.mark.parametrize(
    ("title", "artists", "expected"),
    [
        # Known artists, whose channel the title does not name: nothing is guessed.
        ("Ruhe - Nacht", ("Max Richter",), "Ruhe - Nacht"),
        ("Blinding Lights (Official Audio)", ("The Weeknd",), "Blinding Lights"),
        # The names of known artists are better than those in the title.
        ("Calvin Harris, Dua Lipa - One Kiss (Official Video)", ("Calvin Harris", "Dua Lipa"), "One Kiss"),
        ("IU(아이유) _ Palette(팔레트)", ("IU",), "Palette(팔레트)"),
        ("YOASOBI「夜に駆ける」 Official Music Video", ("YOASOBI",), "夜に駆ける"),
    ],
)
def test_known_artists(title: str, artists: tuple[str, ...], expected: str) -> None:
    assert cleaned(title, artists, official=True) == Cleaned(title=expected, artists=artists)


def test_agreement_is_no_guess() -> None:
    assert not cleaned("Adele - Hello", ("AdeleVEVO",)).guessed
    assert not cleaned("Hello", ("Adele - Topic",)).guessed
    assert not cleaned("Coldplay - Yellow", ("Coldplay",)).guessed
    assert cleaned("Yellow", ("Somebody",)).guessed


@pytest.mark.parametrize(
    "title",
    ["🔥", "-", " - ", "|", "【】", "HD", "Official Video", "Official Video | HD", "[MV]", "「」", "♪", "x"],
)
def test_nothing_becomes_empty(title: str) -> None:
    found = cleaned(title, ("Somebody",))
    assert found.title.strip()
    assert found.artists == ("Somebody",)


def test_without_a_channel() -> None:
    assert cleaned("Alan Walker - Faded", ()) == Cleaned(
        title="Faded", artists=("Alan Walker",), guessed=True
    )
    assert cleaned("Faded", ("",)).artists == ()


def test_it_is_quick_with_long_titles() -> None:
    for title in ("(" * 5000, "a - " * 2000, '"a ' * 3000, "| " * 3000, "x official " * 1000):
        assert cleaned(title, ("Somebody",)).title
