"""Servers that speak as those of the outside do, over real HTTP, with state.

Each is written to the service's contract and to recorded answers, never to what our own client sends: it
refuses what the service refuses. `serving.py` is what they share: a journal of what was asked, and faults.
"""
