"""One module a page: gather, make a view, render."""
