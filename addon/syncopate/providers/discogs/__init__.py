"""Discogs: releases as albums for anybody; with an account the collection, the wantlist and the search.

`positions.py` makes discs and numbers of what people write ("A1", "CD2-4"), `tracks.py` tracks of tracklists.
"""
