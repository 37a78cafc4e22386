"""Server-rendered pages: Jinja2, htmx, relative links only, so that they work under any prefix."""
