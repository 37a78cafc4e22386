"""Getting what is missing: use cases beside those that keep things in step."""
