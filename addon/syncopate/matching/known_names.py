"""Names that a table has to know: what artists are called elsewhere, and who writes what others play."""

from syncopate.matching.aliases import Aliases
from syncopate.matching.artists import artist_key

_ALIASES = """
澤野弘之 | Hiroyuki Sawano | Sawano Hiroyuki
久石譲 | Joe Hisaishi | Hisaishi Joe
藤井風 | Fujii Kaze | Kaze Fujii
宇多田ヒカル | Hikaru Utada | Utada Hikaru | Utada
米津玄師 | Kenshi Yonezu | Yonezu Kenshi
椎名林檎 | Sheena Ringo | Ringo Sheena
坂本龍一 | Ryuichi Sakamoto | Ryūichi Sakamoto
菅野よう子 | Yoko Kanno | Yōko Kanno
植松伸夫 | Nobuo Uematsu
梶浦由記 | Yuki Kajiura
初音ミク | Hatsune Miku
浜崎あゆみ | Ayumi Hamasaki
安室奈美恵 | Namie Amuro
中森明菜 | Akina Nakamori
山下達郎 | Tatsuro Yamashita
竹内まりや | Mariya Takeuchi
松任谷由実 | Yumi Matsutoya
荒井由実 | Yumi Arai
大貫妙子 | Taeko Onuki | Taeko Ohnuki
細野晴臣 | Haruomi Hosono | Hosono Haruomi
東京事変 | Tokyo Jihen | Tokyo Incidents
星野源 | Gen Hoshino
西野カナ | Kana Nishino
倖田來未 | Koda Kumi | Kumi Koda
水樹奈々 | Nana Mizuki
坂本真綾 | Maaya Sakamoto
上原ひろみ | Hiromi Uehara | Hiromi
スピッツ | Spitz
いきものがかり | Ikimonogakari
きゃりーぱみゅぱみゅ | Kyary Pamyu Pamyu
相対性理論 | Soutaiseiriron | Sotaisei Riron
東京スカパラダイスオーケストラ | Tokyo Ska Paradise Orchestra
凛として時雨 | Ling tosite sigure
ずっと真夜中でいいのに。 | ZUTOMAYO
ヨルシカ | Yorushika
あいみょん | Aimyon
緑黄色社会 | Ryokuoushoku Shakai | Ryokushaka
周杰倫 | 周杰伦 | Jay Chou
王菲 | Faye Wong
鄧麗君 | 邓丽君 | Teresa Teng | テレサ・テン
林俊傑 | 林俊杰 | JJ Lin
陳奕迅 | 陈奕迅 | Eason Chan
蔡依林 | Jolin Tsai
張學友 | 张学友 | Jacky Cheung
劉德華 | 刘德华 | Andy Lau
張惠妹 | 张惠妹 | A-Mei | aMEI
孫燕姿 | 孙燕姿 | Stefanie Sun | Sun Yanzi
鄧紫棋 | 邓紫棋 | G.E.M. | G.E.M. 鄧紫棋
五月天 | Mayday
王力宏 | Wang Leehom | Leehom Wang
莫文蔚 | Karen Mok
梁靜茹 | 梁静茹 | Fish Leong
崔健 | Cui Jian
譚盾 | 谭盾 | Tan Dun
방탄소년단 | BTS | 防弾少年団
블랙핑크 | BLACKPINK
아이유 | IU
소녀시대 | Girls' Generation | SNSD | 少女時代
싸이 | PSY
빅뱅 | BIGBANG
동방신기 | TVXQ! | TVXQ | 東方神起 | Tohoshinki
투애니원 | 2NE1
엑소 | EXO
트와이스 | TWICE
레드벨벳 | Red Velvet
세븐틴 | SEVENTEEN
(여자)아이들 | 여자아이들 | (G)I-DLE | i-dle
샤이니 | SHINee
슈퍼주니어 | Super Junior
보아 | BoA
태연 | TAEYEON
볼빨간사춘기 | BOL4 | Bolbbalgan4
잔나비 | JANNABI
선미 | SUNMI
청하 | CHUNG HA
지드래곤 | G-DRAGON
나훈아 | Na Hoon-a
Пётр Ильич Чайковский | Pyotr Ilyich Tchaikovsky | Peter Tchaikovsky | Tchaikovsky
Сергей Рахманинов | Sergei Rachmaninoff | Sergei Rachmaninov | Sergey Rachmaninov | Rachmaninoff | Rachmaninov
Дмитрий Шостакович | Dmitri Shostakovich | Dmitry Shostakovich | Shostakovich | Schostakowitsch
Игорь Стравинский | Igor Stravinsky | Stravinsky
Сергей Прокофьев | Sergei Prokofiev | Sergey Prokofiev | Prokofiev
Модест Мусоргский | Modest Mussorgsky | Mussorgsky
Николай Римский-Корсаков | Nikolai Rimsky-Korsakov | Rimsky-Korsakov
Валерий Гергиев | Valery Gergiev
Виктор Цой | Viktor Tsoi
Дмитрий Яблонский | Dmitry Yablonsky
Тату | t.A.T.u.
Μίκης Θεοδωράκης | Mikis Theodorakis
Μάνος Χατζιδάκις | Manos Hadjidakis | Manos Hatzidakis
Νάνα Μούσχουρη | Nana Mouskouri
Βαγγέλης Παπαθανασίου | Vangelis
فيروز | Fairuz | Fairouz | Feyrouz
أم كلثوم | Umm Kulthum | Oum Kalthoum | Oum Kalsoum
عمرو دياب | Amr Diab
עפרה חזה | Ofra Haza
עידן רייכל | Idan Raichel
Cat Stevens | Yusuf Islam | Yusuf | Yusuf / Cat Stevens
Kanye West | Ye
Puff Daddy | P. Diddy | Diddy
Snoop Dogg | Snoop Doggy Dogg
Mos Def | Yasiin Bey
Lady Antebellum | Lady A
Dixie Chicks | The Chicks
Marina and the Diamonds | MARINA
Yazoo | Yaz
Prince | The Artist Formerly Known as Prince | The Artist (Formerly Known as Prince)
Lauryn Hill | Ms. Lauryn Hill
Jennifer Lopez | J.Lo
Terence Trent D'Arby | Sananda Maitreya
Antony and the Johnsons | Anohni & the Johnsons
Johann Sebastian Bach | J.S. Bach | Bach
Ludwig van Beethoven | Beethoven | L. van Beethoven
Wolfgang Amadeus Mozart | W.A. Mozart | Mozart
Frédéric Chopin | Fryderyk Chopin | Chopin
Franz Schubert | Schubert
Johannes Brahms | Brahms
Antonio Vivaldi | Vivaldi
Georg Friedrich Händel | George Frideric Handel | Händel | Handel
Antonín Dvořák | Dvořák
Claude Debussy | Debussy
Erik Satie | Satie
Joseph Haydn | Franz Joseph Haydn | Haydn
Richard Wagner | Wagner
Giuseppe Verdi | Verdi
Gustav Mahler | Mahler
Felix Mendelssohn | Felix Mendelssohn Bartholdy | Mendelssohn
Camille Saint-Saëns | Saint-Saëns
Robert Schumann | Schumann
Franz Liszt | Liszt | Liszt Ferenc
Maurice Ravel | Ravel
Giacomo Puccini | Puccini
Edvard Grieg | Grieg
Jean Sibelius | Sibelius
Béla Bartók | Bartók | Bartók Béla
Henry Purcell | Purcell
Domenico Scarlatti | Scarlatti
Georg Philipp Telemann | Telemann
"""

_COMPOSERS = """
Johann Sebastian Bach; Ludwig van Beethoven; Wolfgang Amadeus Mozart; Frédéric Chopin; Franz Schubert;
Johannes Brahms; Antonio Vivaldi; Georg Friedrich Händel; Antonín Dvořák; Claude Debussy; Erik Satie;
Joseph Haydn; Richard Wagner; Giuseppe Verdi; Gustav Mahler; Felix Mendelssohn; Camille Saint-Saëns;
Robert Schumann; Franz Liszt; Maurice Ravel; Giacomo Puccini; Edvard Grieg; Jean Sibelius; Béla Bartók;
Henry Purcell; Domenico Scarlatti; Georg Philipp Telemann; Пётр Ильич Чайковский; Сергей Рахманинов;
Дмитрий Шостакович; Игорь Стравинский; Сергей Прокофьев; Модест Мусоргский; Николай Римский-Корсаков;
Anton Bruckner; Hector Berlioz; Georges Bizet; Gioachino Rossini; Gaetano Donizetti; Carl Maria von
Weber; Christoph Willibald Gluck; Claudio Monteverdi; Arcangelo Corelli; Tomaso Albinoni; Johann
Pachelbel; François Couperin; Jean-Philippe Rameau; Bedřich Smetana; Leoš Janáček; Alexander Borodin;
Alexander Scriabin; Gabriel Fauré; César Franck; Charles Gounod; Jules Massenet; Paul Dukas; Francis
Poulenc; Olivier Messiaen; Edward Elgar; Gustav Holst; Ralph Vaughan Williams; Benjamin Britten; Carl
Orff; Richard Strauss; Johann Strauss II; Arnold Schönberg; Alban Berg; Anton Webern; Kurt Weill; Carl
Nielsen; Isaac Albéniz; Enrique Granados; Manuel de Falla; Joaquín Rodrigo; Heitor Villa-Lobos; Samuel
Barber; Aaron Copland; George Gershwin; Charles Ives; John Cage; Arvo Pärt; Henryk Górecki; Krzysztof
Penderecki; György Ligeti; Niccolò Paganini; Max Bruch; Max Reger; Johann Nepomuk Hummel; Luigi
Boccherini; Giovanni Battista Pergolesi
"""

KNOWN_ALIASES = Aliases.among(
    [name.strip() for name in line.split("|")] for line in _ALIASES.splitlines() if line.strip()
)
"""What a household need not tell: native and Latin names, stage names, short names of composers."""


def _composers() -> frozenset[str]:
    named = {artist_key(name.strip()) for name in _COMPOSERS.split(";")}
    return frozenset(named | KNOWN_ALIASES.of(named))


COMPOSERS = _composers()
"""Keys of composers whose works many play: sharing one does not make two recordings one."""
