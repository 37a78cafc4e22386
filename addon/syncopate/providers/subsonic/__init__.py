"""Servers that speak Subsonic or OpenSubsonic: Navidrome, Gonic, Airsonic, LMS, Supysonic and others.

`client.py` finds out how a server wants to be spoken to and asks it, `answers.py` reads its envelope,
`parse.py` what is in it. `reading.py` reads a library whole and proves that it was whole.
"""
