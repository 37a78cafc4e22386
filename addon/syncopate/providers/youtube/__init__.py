"""YouTube and YouTube Music, by the library ytmusicapi.

`session.py` is what that library speaks through, `client.py` where it ends: nothing of it gets past
`parse.py`. `titles.py` reads what people write above their videos.
"""
