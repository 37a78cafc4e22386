"""ListenBrainz: playlists of a user, those that are made for the user every week, and loved recordings.

All of it is public but private playlists, for which the user's token is needed. `references.py` says what
can be read, `client.py` asks as slowly as the service wants it, `parse.py` reads JSPF.
"""
