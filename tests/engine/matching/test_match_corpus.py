"""Pairs that other matchers get wrong, in both directions, and more of their kind."""

from collections.abc import Callable

import pytest
from syncopate.domain.match import Match, Verdict

# Each row: wanted (artists joined by ;, title, seconds, album), held likewise.
SAME = [
    (("(G)I-DLE", "Queencard", 162), ("(G)I-DLE", "Queencard", 162)),
    (("(G)I-DLE", "Queencard", 162), ("G-IDLE", "Queencard", 161)),
    (("Łona", "Rozmowa", 200), ("Lona", "Rozmowa", 200)),
    (("P!nk", "So What", 215), ("Pink", "So What", 215)),
    (("Pink", "So What", 215), ("P!nk", "So What", 215)),
    (("Ke$ha", "TiK ToK", 200), ("Kesha", "Tik Tok", 199)),
    (("A$AP Rocky", "L$D", 238), ("ASAP Rocky", "LSD", 238)),
    (("Metallica", "...", 100), ("Metallica", "...", 100)),
    (("Simon & Garfunkel", "The Boxer", 308), ("Simon and Garfunkel", "The Boxer", 308)),
    (("Simon & Garfunkel", "The Boxer"), ("Simon & Garfunkel", "The Boxer")),
    (("Paul Simon;Garfunkel", "The Boxer", 308), ("Paul Simon & Garfunkel", "The Boxer", 308)),
    (("Tyler, The Creator", "EARFQUAKE", 190), ("Tyler, the Creator", "EARFQUAKE", 190)),
    (("Tyler;The Creator", "EARFQUAKE", 190), ("Tyler, The Creator", "EARFQUAKE", 190)),
    (("Earth, Wind & Fire", "September", 215), ("Earth, Wind and Fire", "September", 215)),
    (("Queen;David Bowie", "Under Pressure", 248), ("Queen & David Bowie", "Under Pressure", 248)),
    (("Queen & David Bowie", "Under Pressure", 248), ("Queen;David Bowie", "Under Pressure", 248)),
    (("AC/DC", "Highway to Hell", 208), ("ACDC", "Highway To Hell", 208)),
    (("AC⚡DC", "T.N.T.", 215), ("AC/DC", "TNT", 215)),
    (("!!!", "Must Be the Moon", 342), ("!!!", "Must Be The Moon", 342)),
    (("+44", "When Your Heart Stops Beating", 193), ("+44", "When Your Heart Stops Beating", 193)),
    (("Кино", "Группа крови", 285), ("КИНО", "Группа Крови", 285)),
    (("藤井風", "きらり", 231), ("藤井風", "きらり", 231)),
    (("BTS", "피 땀 눈물", 217), ("BTS", "피 땀 눈물", 217)),
    (("Kanye West", "Stronger", 312), ("Kanye West", "03 - Stronger", 312)),
    (("Prince", "1999", 379), ("Prince", "1999 - 2019 Remaster", 379)),
    (("David Bowie", '"Heroes" - 2017 Remaster', 371), ("David Bowie", '"Heroes"', 371)),
    (("Pink Floyd", "Comfortably Numb", 382), ("Pink Floyd", "Comfortably Numb (2011 Remastered Version)", 382)),
    (("deadmau5", "Strobe - Original Mix", 637), ("deadmau5", "Strobe", 637)),
    (("Avicii", "Levels - Radio Edit", 199), ("Avicii", "Levels", 199)),
    (("The Kid LAROI;Justin Bieber", "Stay (with Justin Bieber)", 141), ("The Kid LAROI", "STAY", 141)),
    (("Rihanna", "Work (feat. Drake)", 219), ("Rihanna;Drake", "Work", 219)),
    (("Rihanna;Drake", "Work", 219), ("Rihanna feat. Drake", "Work", 219)),
    (("Drake;Rihanna", "Work", 219), ("Rihanna", "Work ft. Drake", 219)),
    (("The Beatles", "Hey Jude - Live", 431), ("Beatles", "Hey Jude (Live)", 431)),
    (("The Black Eyed Peas", "Pump It", 213), ("Black Eyed Peas", "Pump It", 213)),
    (("Oasis", "Champagne Supernova (OurVinyl Sessions)", 300), ("Oasis", "Champagne Supernova", 300, "X (OurVinyl Sessions)")),
    (("Steve Miller", "Llamando a la tierra (Serenade From the Stars)", 200), ("Steve Miller", "Llamando a la tierra", 200)),
    (("Twenty One Pilots", "Shy Away (MTV Unplugged Live)", 180), ("Twenty One Pilots", "Shy Away", 180, "MTV Unplugged")),
    (("Pedro Capó", "Calma - Remix", 238), ("Pedro Capó", "Calma", 238)),
    (("Sawano", "You See Big Girl / T:T", 300), ("Sawano", "You See Big Girl _ T_T", 300)),
    (("Official Arctic Monkeys", "Arctic Monkeys - Do I Wanna Know?", 272), ("Arctic Monkeys", "Do I Wanna Know?", 272)),
    (("ColdplayVEVO", "Yellow", 269), ("Coldplay", "Yellow", 266)),
    (("Daft Punk - Topic", "One More Time", 320), ("Daft Punk", "One More Time", 320)),
    (("Blue Swede", "Hooked on a Feeling", 172, "Awesome Mix Vol. 1"), ("Various Artists", "Hooked on a Feeling", 172, "Awesome Mix Vol. 1")),
    (("blink-182", "B*****t", 180), ("blink-182", "Bullshit", 180)),
    (("blink-182", "Bullshit", 180), ("blink-182", "B*****t", 180)),
    (("Billie Eilish", "bad guy", 194), ("Billie Eilish", "Bad Guy", 194)),
    (("Ariana Grande", "7 rings", 178), ("Ariana Grande", "7 Rings", 178)),
    (("Nena", "99 Luftballons", 233), ("Nena", "99 Luftballons", 233)),
    (("Logic", "1-800-273-8255", 250), ("Logic", "1-800-273-8255", 250)),
    (("Pink Floyd", "Shine On You Crazy Diamond (Parts I–V)", 811), ("Pink Floyd", "Shine On You Crazy Diamond, Pts. 1-5", 811)),
    (("Pink Floyd", "Another Brick in the Wall, Pt. 2", 239), ("Pink Floyd", "Another Brick in the Wall (Part Two)", 239)),
    (("The Rolling Stones", "(I Can't Get No) Satisfaction", 223), ("Rolling Stones", "I Can’t Get No Satisfaction", 223)),
    (("Bryan Adams", "(Everything I Do) I Do It for You", 394), ("Bryan Adams", "Everything I Do (I Do It for You)", 394)),
    (("Oasis", "Live Forever", 276), ("Oasis", "Live Forever - Remastered", 276)),
    (("Idina Menzel", 'Let It Go - From "Frozen"', 224), ("Idina Menzel", "Let It Go", 224)),
    (("Beyoncé", "Halo", 261), ("Beyonce", "Halo", 261)),
    (("Sigur Rós", "Hoppípolla", 268), ("Sigur Ros", "Hoppipolla", 268)),
    (("Led Zeppelin", "Stairway to Heven", 482), ("Led Zeppelin", "Stairway to Heaven", 482)),
    (("Ｐｅｒｆｕｍｅ", "ポリリズム", 250), ("Perfume", "ポリリズム", 250)),
    (("Skrillex", "Cinema (Skrillex Remix)", 307), ("Skrillex", "Cinema - Skrillex Remix", 307)),
    (("Christopher Jackson", "Where You Are", 210), ("Christopher Jackson;Rachel House", "Where You Are", 210)),
    (("Guns N’ Roses", "Don’t Cry", 284), ("Guns N' Roses", "Don't Cry", 284)),
    (("Taylor Swift", "Love Story (Taylor’s Version)", 235), ("Taylor Swift", "Love Story (Taylor's Version)", 235)),
    (("a-ha", "The Sun Always Shines on T.V.", 305), ("a-ha", "The Sun Always Shines On TV", 305)),
    (("MØ", "Final Song", 235), ("MO", "Final Song", 235)),
]  # fmt: skip

DIFFERENT = [
    (("Кино", "Группа крови", 285), ("Ария", "Улица роз", 285)),
    (("Кино", "Группа крови", 285), ("Кино", "Звезда по имени Солнце", 285)),
    (("BTS", "피 땀 눈물", 217), ("BTS", "봄날", 217)),
    (("藤井風", "Grace", 236), ("Jeff Buckley", "Grace", 322)),
    (("藤井風", "Grace", 236), ("Jeff Buckley", "Grace")),
    (("宇多田ヒカル", "First Love", 257), ("Adele", "First Love", 257)),
    (("MØ", "Final Song", 235), ("Somebody Else", "Final Song", 235)),
    (("U2", "Where the Streets Have No Name", 338), ("Pet Shop Boys", "Where the Streets Have No Name", 338)),
    (("a-ha", "The Sun Always Shines on T.V.", 305), ("Diva", "The Sun Always Shines on T.V.", 305)),
    (("Nirvana", "Come As You Are", 219), ("Nirvana", "Come As You Are (Live)", 219)),
    (("Moby", "Porcelain", 241), ("Moby", "Porcelain (Torsten Stenzel Remix)", 241)),
    (("Dr. Dre", "Still D.R.E.", 270), ("Dr. Dre", "Still D.R.E. (Instrumental)", 270)),
    (("Adele", "Hello", 295), ("Adele", "Hello (Live)", 295)),
    (("Adele", "Hello", 295), ("Adele", "Hello (Karaoke Version)", 295)),
    (("Heart", "Alone", 218), ("Heart", "Alone Again", 218)),
    (("Coldplay", "Yellow", 269), ("Coldplay Tribute Band", "Yellow", 269)),
    (("Earth", "September", 215), ("Earth, Wind & Fire", "September", 215)),
    (("Pink Floyd", "Shine On You Crazy Diamond (Parts I–V)", 811), ("Pink Floyd", "Shine On You Crazy Diamond (Parts VI–IX)", 811)),
    (("Beethoven", "Symphony No. 5: I", 420), ("Beethoven", "Symphony No. 5: IV", 420)),
    (("Anyone", "Song", 354), ("Anyone", "Song", 100)),
    (("Benny Benassi", "Cinema", 300), ("Benny Benassi", "Cinema (Skrillex Remix)", 300)),
    (("Ace Hood", "Bugatti 2013", 280), ("Ace Hood", "Bugatti", 280)),
    (("Pink Floyd", "Another Brick in the Wall, Pt. 1", 190), ("Pink Floyd", "Another Brick in the Wall, Pt. 2", 190)),
    (("Blur", "Song 2", 121), ("Blur", "Song 3", 121)),
    (("Blur", "Song 2", 121), ("Blur", "Song", 121)),
    (("Kendrick Lamar", "untitled 02", 258), ("Kendrick Lamar", "untitled 03", 258)),
    (("Anyone", "Tune", 200), ("Anyone", "Tune (Dub)", 200)),
    (("Oasis", "Tune", 200), ("Oasis", "Tune (Noel vocal)", 200)),
    (("Anyone", "Tune", 200), ("Anyone", "Tune (Backstage Rehearsal)", 200)),
    (("Pink Floyd", "Comfortably Numb - Live", 382), ("Pink Floyd", "Comfortably Numb (2011 Remaster)", 382)),
    (("Radiohead", "Creep", 238), ("Radiohead", "Creep - Remastered Live", 238)),
    (("Cher", "Believe", 239), ("Cher", "Belief", 239)),
    (("Adele", "Hello", 295), ("Adela", "Hello", 295)),
    (("LiSA", "命の灯火", 200), ("LiSA", "命の音", 200)),
    (("Air", "All I Need", 268), ("Air Supply", "All I Need", 268)),
    (("Metallica", "One", 447), ("Metallica Tribute", "One", 447)),
    (("Anyone", "Tune", 200), ("Anyone", "Tune (Cover)", 200)),
    (("AC/DC", "Highway to Hell", 208), ("AC/DC", "Girls Got Rhythm", 208, "Highway to Hell")),
    (("Black Sabbath", "Black Sabbath", 380), ("Black Sabbath", "N.I.B.", 380, "Black Sabbath")),
    (("Radiohead", "OK Computer", 229), ("Radiohead", "No Surprises", 229, "OK Computer")),
    (("Taylor Swift", "22", 232), ("Taylor Swift", "Red", 232, "Red (22 tracks)")),
    (("Red Hot Chili Peppers", "Dani California", 282), ("Red Hot Chili Peppers", "Californication", 282)),
    (("Red Hot Chili Peppers", "Under The Bridge", 264), ("Red Hot Chili Peppers", "Around the World", 264)),
    (("Artist", "Carolina (Versión 1988)", 200), ("Artist", "Carolina", 200)),
    (("Artist", "Carolina (Dueto 2007)", 200), ("Artist", "Carolina", 200)),
    (("Artist", "Carolina (En Directo / 2005)", 200), ("Artist", "Carolina", 200)),
    (("Drake", "In My Feelings", 217), ("Drake", "In My Feelings (Instrumental)", 217)),
    (("Empire of the Sun", "We Are The People (Shazam Remix)", 210), ("Empire of the Sun", "We Are The People (southstar Remix)", 210)),
    (("Empire of the Sun", "We Are The People (Shazam Remix)", 210), ("Empire of the Sun", "We Are The People (ARTBAT Remix)", 210)),
    (("Anyone", "幸せの日々", 150), ("Anyone", "家探し", 150)),
    (("B小町", "メドレー Vol.4", 200), ("B小町", "メドレー Vol.4.5", 200)),
    (("Anyone", "サウンドトラック", 200), ("Anyone", "サウンドトラック2", 200)),
    (("Ken Ashcorp", "We're Shameless", 200), ("Ken Ashcorp", "We Were Shameless", 200)),
    (("Muse", "Run", 200), ("Mu", "Run", 200)),
    (("Maduk", "Fire Away", 200), ("Tom Walker", "Fire Away", 200)),
    (("Taylor Swift", "Love Story", 235), ("Taylor Swift", "Love Story (Taylor's Version)", 235)),
    (("Jeff Buckley", "Hallelujah", 413), ("Leonard Cohen", "Hallelujah", 413)),
    (("Eric Clapton", "Layla", 430), ("Eric Clapton", "Layla (Acoustic)", 430)),
    (("Someone", "Tune (Live at Wembley 1986)", 300), ("Someone", "Tune (Live in Paris 2008)", 300)),
    (("Someone", "Tune - Sped Up", 200), ("Someone", "Tune", 200)),
    (("Queen", "Bohemian Rhapsody", 354), ("Queen", "Bohemian Rhapsody", 185)),
    (("Live", "Lightning Crashes", 326), ("Love", "Lightning Crashes", 326)),
    (("!!!", "Yadnus", 300), ("???", "Yadnus", 300)),
]  # fmt: skip


@pytest.mark.parametrize(("wanted", "held"), SAME, ids=lambda song: f"{song[0]} {song[1]}")
def test_the_same_recording_is_found(
    judge: Callable[..., Match], wanted: tuple[str, ...], held: tuple[str, ...]
) -> None:
    found = judge(wanted, held)
    assert found.verdict is Verdict.MATCH, found
    assert found.track_key == "0"


@pytest.mark.parametrize(("wanted", "held"), DIFFERENT, ids=lambda song: f"{song[0]} {song[1]}")
def test_another_recording_is_never_taken(
    judge: Callable[..., Match], wanted: tuple[str, ...], held: tuple[str, ...]
) -> None:
    found = judge(wanted, held)
    assert found.verdict is not Verdict.MATCH, found
    turned = judge(held, wanted)
    assert turned.verdict is not Verdict.MATCH, turned
