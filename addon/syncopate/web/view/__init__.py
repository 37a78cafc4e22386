"""How values look to people: pure formatting."""
