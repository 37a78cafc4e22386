"""What is measured on a page as it is drawn: contrast of its texts, areas that can be hit, the way of the focus."""

from playwright.async_api import Page

CONTRAST = r"""() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (text) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = "#000"; canvas.fillStyle = text; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, under) => [0, 1, 2].map((n) => top[n] * top[3] + under[n] * (1 - top[3])).concat(1);
  const light = (colour) => {
    const part = (n) => { const c = colour[n] / 255; return c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4; };
    return .2126 * part(0) + .7152 * part(1) + .0722 * part(2);
  };
  const ratio = (one, other) => {
    const [a, b] = [light(one), light(other)].sort((x, y) => y - x);
    return (a + .05) / (b + .05);
  };
  const behind = (part) => {
    const layers = [];
    for (let at = part; at; at = at.parentElement) layers.push(rgba(getComputedStyle(at).backgroundColor));
    return layers.reverse().reduce((under, layer) => over(layer, under), [255, 255, 255, 1]);
  };
  const solidity = (part) => {
    let found = 1;
    for (let at = part; at; at = at.parentElement) found *= parseFloat(getComputedStyle(at).opacity);
    return found;
  };
  const off = (part) => part.closest("[disabled], [aria-disabled=true]");
  const weak = [];
  let texts = 0;
  const judge = (part, text, style, colour, back) => {
    texts += 1;
    const shown = [...colour.slice(0, 3), colour[3] * solidity(part)];
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && parseInt(style.fontWeight) >= 700);
    const found = ratio(over(shown, back), back);
    if (found < (large ? 3 : 4.5) - .005) weak.push(`${found.toFixed(2)} “${text.trim().slice(0, 40)}” ${part.tagName}.${part.getAttribute("class") ?? ""}`);
  };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const part = node.parentElement;
    if (!node.data.trim() || off(part) || !part.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    const frame = part.getBoundingClientRect();
    if (box.width < 2 || box.height < 2 || frame.width < 2 || frame.height < 2 || box.right < 0) continue;
    const style = getComputedStyle(part);
    const drawing = part.closest("svg");
    if (drawing) judge(part, node.data, style, rgba(style.fill), rgba(getComputedStyle(drawing.querySelector("rect")).fill));
    else judge(part, node.data, style, rgba(style.color), behind(part));
  }
  for (const field of document.querySelectorAll("input, select, textarea")) {
    if (off(field) || !field.checkVisibility() || ["checkbox", "radio", "hidden"].includes(field.type)) continue;
    const style = getComputedStyle(field);
    judge(field, field.value || "value", style, rgba(style.color), behind(field));
    if (field.placeholder) judge(field, field.placeholder, style, rgba(getComputedStyle(field, "::placeholder").color), behind(field));
  }
  return [texts, [...new Set(weak)]];
}"""

HIT_AREAS = r"""() => {
  const least = 44;
  const controls = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, label")]
    .filter((part) => part.tagName !== "LABEL" || part.querySelector("input, select, textarea"));
  const small = [];
  let seen = 0;
  const inText = (part) => {
    if (part.tagName !== "A" || getComputedStyle(part).display !== "inline") return false;
    const around = part.parentElement.textContent.replace(part.textContent, "").trim();
    return /\p{L}/u.test(around) && part.parentElement.matches("p, li, dd, td, span, div.note *");
  };
  const reaches = (part, x, y) => {
    const found = document.elementFromPoint(x, y);
    return found && (part.contains(found) || (part.labels && [...part.labels].some((label) => label.contains(found))));
  };
  for (const part of controls) {
    if (!part.checkVisibility({ visibilityProperty: true }) || part.closest("[inert]")) continue;
    let box = part.getBoundingClientRect();
    if (!box.width || !box.height || box.right < 0 || inText(part)) continue;
    seen += 1;
    if (box.width >= least - .5 && box.height >= least - .5) continue;
    // What is ticked is hit through its label.
    if (part.closest("label") && part.tagName === "INPUT") {
      const label = part.closest("label").getBoundingClientRect();
      if (label.width >= least - .5 && label.height >= least - .5) continue;
    }
    part.scrollIntoView({ block: "center", inline: "center" });
    box = part.getBoundingClientRect();
    const x = box.left + box.width / 2, y = box.top + box.height / 2;
    // How far it can be hit from its middle: areas may be larger than what is drawn, and not around it evenly.
    const far = (dx, dy) => { let n = 0; while (n < least && reaches(part, x + dx * (n + 1), y + dy * (n + 1))) n += 1; return n; };
    const wide = far(-1, 0) + far(1, 0) + 1, high = far(0, -1) + far(0, 1) + 1;
    if (!reaches(part, x, y) || wide < least - 1 || high < least - 1) small.push(`${Math.round(box.width)}×${Math.round(box.height)} ${part.tagName}.${part.getAttribute("class") ?? ""} “${(part.textContent || part.name || "").trim().slice(0, 30)}”`);
  }
  scrollTo(0, 0);
  return [seen, [...new Set(small)]];
}"""

FOCUSED = r"""() => {
  const part = document.activeElement;
  if (!part || part === document.body) return null;
  if (!window.wayOfFocus) window.wayOfFocus = [];
  const known = window.wayOfFocus;
  if (known.includes(part)) return null;
  const wrong = [];
  const name = `${part.tagName} “${(part.getAttribute("aria-label") || part.textContent || part.name || "").trim().slice(0, 40)}”`;
  const last = known[known.length - 1];
  if (last && !(last.compareDocumentPosition(part) & Node.DOCUMENT_POSITION_FOLLOWING)) wrong.push(`${name} comes before what had the focus`);
  if (part.tabIndex > 0) wrong.push(`${name} has a place of its own in the order`);
  known.push(part);
  const shown = (style) => (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  let at = part, seen = false;
  for (let up = 0; at && up < 3 && !seen; up++, at = at.parentElement) seen = shown(getComputedStyle(at)) || shown(getComputedStyle(at, "::after"));
  if (!seen) wrong.push(`${name} does not show the focus`);
  const box = part.getBoundingClientRect();
  const points = [[.5, .5], [.1, .5], [.9, .5], [.5, .2], [.5, .8]].map(([x, y]) => [box.left + box.width * x, box.top + box.height * y]);
  const uncovered = points.some(([x, y]) => { const found = document.elementFromPoint(x, y); return found && (part.contains(found) || found.contains(part)); });
  if (!uncovered) wrong.push(`${name} is covered while it has the focus`);
  return wrong;
}"""

OPEN_ALL = 'document.querySelectorAll("details").forEach((part) => { part.open = true; })'


async def weak_texts(page: Page) -> tuple[int, list[str]]:
    """Return how many texts are shown, and those too faint before what lies behind them (WCAG 2.2, 1.4.3)."""
    found: tuple[int, list[str]] = await page.evaluate(CONTRAST)
    return found


async def small_targets(page: Page) -> tuple[int, list[str]]:
    """Return how many controls are shown, and those that cannot be hit within 44 by 44 pixels.

    Links inside of sentences are left out, as WCAG 2.2 has it (2.5.8).
    """
    found: tuple[int, list[str]] = await page.evaluate(HIT_AREAS)
    return found


async def way_of_focus(page: Page, most: int) -> tuple[int, list[str]]:
    """Go on with Tab to the end, `most` steps at most; return how many were made, and what was wrong."""
    wrong: list[str] = []
    for step in range(most):
        await page.keyboard.press("Tab")
        told = await page.evaluate(FOCUSED)
        if told is None:
            return step, wrong
        wrong += told
    return most, wrong
