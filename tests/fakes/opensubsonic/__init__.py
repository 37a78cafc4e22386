"""A Subsonic server that keeps state: OpenSubsonic as Navidrome speaks it, or an old one, as it is told to be."""
