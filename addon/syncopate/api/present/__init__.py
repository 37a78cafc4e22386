"""Domain and stored values dressed for the wire: pure functions."""
