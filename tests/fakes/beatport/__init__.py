"""The site of Beatport that keeps state: pages as it makes them, with what its own scripts are handed."""
