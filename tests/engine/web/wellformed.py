"""Holds a page to what every page is held to."""

from html.parser import HTMLParser
from typing import override

VOID = {"meta", "link", "input", "img", "br", "hr", "option", "wbr"}
OPTIONAL_END = {"option"}


class Checker(HTMLParser):
    """Follows the tags of a page and notes what is wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.fields: list[dict[str, str | None]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.in_label = 0

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        if len(found) != len(attrs):
            self.wrong.append(f"<{tag}> has an attribute twice")
        if "id" in found:
            self.ids.append(found["id"] or "")
        if tag == "label":
            self.in_label += 1
            if "for" in found:
                self.labels.add(found["for"] or "")
        if tag in {"input", "select", "textarea"} and found.get("type") != "hidden":
            self.fields.append({**found, "inside": "label" if self.in_label else None})
        if any(name.startswith("on") or name == "style" for name in found):
            self.wrong.append(f"<{tag}> carries a script or style of its own")
        if tag not in VOID:
            self.open.append(tag)

    @override
    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self.in_label -= 1
        if tag in OPTIONAL_END:
            return
        if not self.open or self.open[-1] != tag:
            self.wrong.append(f"</{tag}> closes {self.open[-3:]} at {self.getpos()}")
        else:
            self.open.pop()


def check(text: str) -> Checker:
    """Return what was found on a page, nothing of it wrong."""
    checker = Checker()
    checker.feed(text)
    checker.close()
    assert checker.wrong == []
    assert checker.open == []
    assert len(checker.ids) == len(set(checker.ids)), "an id stands twice"
    unlabelled = [
        field
        for field in checker.fields
        if not field["inside"] and field.get("id") not in checker.labels and "aria-label" not in field
    ]
    assert unlabelled == []
    names = [tag for tag, _ in checker.tags]
    assert names.count("h1") == 1
    assert "main" in names
    assert all("alt" in found for tag, found in checker.tags if tag == "img")
    scripts = [found for tag, found in checker.tags if tag == "script"]
    assert all("src" in found for found in scripts)
    outside = [
        found.get("src") or found.get("href") or ""
        for tag, found in checker.tags
        if tag in {"script", "link", "img", "use", "iframe"}
    ]
    assert not [address for address in outside if address.startswith(("http", "//", "/"))]
    assert len(text.encode()) < 60_000
    return checker
