"""A real Subsonic server for tests: supysonic in a process of its own, real music files, a faulty way to it."""
