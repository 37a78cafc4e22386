"""MDBList: what was watched last, ratings and the watchlist of a user; it is told what plays.

It counts requests by the day: as long as nothing changed, one tells so. What changed is not told by itself,
only that something did, so then all of it is read.
"""
