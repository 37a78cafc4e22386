"""Pure: tells which recording an entry is."""
