"""TIDAL's API of 2025 and later (JSON:API) and its login server, with made-up music that tests change."""
