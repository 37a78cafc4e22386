"""Qobuz: by its web API with an app ID, albums without one by their public pages.

Nobody documents either: what is asked and read here is what is publicly known of them.
"""
