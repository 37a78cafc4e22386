"""Beatport, from the pages that anybody may see: there is no account, and no API for others.

`page.py` takes a page apart, `parse.py` makes rows of what is in it, `places.py` knows where which list is,
`client.py` asks for pages and keeps them for a day.
"""
