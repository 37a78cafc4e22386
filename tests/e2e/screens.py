"""Chromium as a visitor has it, and what is noticed while a page is looked at."""

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    async_playwright,
)
from processes import tool

WIDTHS = (360, 1280)
SCHEMES = ("light", "dark")
HEIGHT = 800
_QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@asynccontextmanager
async def chromium() -> AsyncGenerator[Browser]:
    """Start the system's Chromium without a screen."""
    binary = tool("chromium", "chromium-browser", "google-chrome")
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=binary, args=[*sandbox, *_QUIET])
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def looking(browser: Browser, *, width: int = 360, **options: Any) -> AsyncGenerator[Page]:
    """Give a tab of its own, as on a phone unless told otherwise."""
    options = {"viewport": {"width": width, "height": HEIGHT}, "locale": "en-GB", **options}
    context: BrowserContext = await browser.new_context(**options)
    context.set_default_timeout(15_000)
    try:
        yield await context.new_page()
    finally:
        await context.close()


class Noticed:
    """What a page said, asked for and weighed since the last visit."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self._host = urlsplit(site).netloc
        self.complaints: list[str] = []
        self._finished: list[Request] = []
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("request", self._asked)
        page.on("requestfailed", self._failed)
        page.on("requestfinished", self._arrived)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            # So htmx notes that the stream has ended, as it does when someone signs out or the engine stops.
            if message.text == "[object Event]":
                return
            self.complaints.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        place = urlsplit(request.url)
        if place.scheme in {"http", "https", "ws", "wss"} and place.netloc != self._host:
            self.complaints.append(f"asks elsewhere: {request.url}")

    def _arrived(self, request: Request) -> None:
        self._finished.append(request)

    def _failed(self, request: Request) -> None:
        # A stream ends when its page is left, and a download is not a page.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"failed: {request.url} {request.failure}")

    async def visit(self, url: str) -> Response:
        """Go there and return the answer for the page itself."""
        self.complaints.clear()
        self._finished.clear()
        answer = await self.page.goto(url, wait_until="load")
        assert answer is not None, url
        return answer

    async def weight(self) -> int:
        """Return the bytes that came over the wire for the page, pictures of others apart."""
        sizes = [await request.sizes() for request in self._finished if request.resource_type != "image"]
        return sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)


async def picture(page: Page, folder: Path, name: str) -> None:
    """Keep the whole page as a picture: the window is made as high as it, so that bars lie at its ends."""
    before = page.viewport_size
    height = await page.evaluate("document.documentElement.scrollHeight")
    if before is not None:
        await page.set_viewport_size({"width": before["width"], "height": max(height, before["height"])})
    await page.wait_for_timeout(100)
    await page.screenshot(path=folder / f"{name}.png", full_page=True, animations="disabled")
    if before is not None:
        await page.set_viewport_size(before)


async def too_wide(page: Page) -> list[str]:
    """Return what reaches beyond the right edge, [] when the page does not scroll sideways."""
    return await page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= width) return [];
          const wide = [...document.body.querySelectorAll("*")];
          return wide.filter((part) => part.getBoundingClientRect().right > width + 1)
            .map((part) => `${part.tagName}.${part.className}`.slice(0, 60));
        }"""
    )


async def focus_is_seen(page: Page, steps: int) -> list[str]:
    """Go on with Tab and return what had the focus without showing it."""
    unseen = []
    for _ in range(steps):
        await page.keyboard.press("Tab")
        told = await page.evaluate(
            """() => {
              const part = document.activeElement;
              if (!part || part === document.body) return null;
              const shown = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0
                || style.boxShadow !== "none";
              let at = part;
              for (let up = 0; at && up < 3; up++, at = at.parentElement) {
                if (shown(getComputedStyle(at)) || shown(getComputedStyle(at, "::after"))) return null;
              }
              return `${part.tagName} ${(part.textContent || part.name || "").trim().slice(0, 40)}`;
            }"""
        )
        if told:
            unseen.append(told)
    return unseen
