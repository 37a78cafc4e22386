"""A Deezer with made-up music: its public API, stateful and strict."""
