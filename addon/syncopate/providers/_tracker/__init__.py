"""What trackers that speak JSON over HTTP share: reading it with care, telling what came of reads and writes.

It is no provider itself.
"""
