"""Keys, scopes, sessions and secrets."""
