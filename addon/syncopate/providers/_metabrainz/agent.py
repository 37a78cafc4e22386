"""Who asks: both services want a name, a version and a page where the makers are reached."""

from importlib.metadata import metadata

_PACKAGE = "syncopate"
_HOME = "https://github.com/syncopate-media/syncopate"
"""Where the package's own metadata names no page."""


def user_agent() -> str:
    """Return what every request says of the program: "Syncopate/1.2.3 ( https://… )"."""
    told = metadata(_PACKAGE)
    # "Label, https://…", as many as there are.
    pages = [page.partition(",")[2].strip() for page in told.get_all("Project-URL") or []]
    page = next((page for page in pages if page.startswith("https://")), _HOME)
    return f"Syncopate/{told['Version']} ( {page} )"
