"""Pure: what shall be done."""
