"""MusicBrainz: what recordings, releases and artists are, and what other catalogues call them.

It needs no account. One program may ask once a second, so `remembering.py` keeps what was answered, and one
connection with one pace serves all of the engine. `lucene.py` writes what is searched for, `parse.py` and
`parse_release.py` read the answers, `metadata.py` and `playlists.py` are what it is asked for.
"""
