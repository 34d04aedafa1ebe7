"""How a page is looked at by a program: what scrolls sideways, how far a text stands out from its ground."""

from __future__ import annotations

from tests.browser.visiting import Visit

SIDEWAYS = """() => {
  const own = [document.documentElement, document.body, document.querySelector('.stMain')];
  const scrolls = own.filter(e => e.scrollWidth > e.clientWidth).map(e => e.tagName);
  const cut = [...document.querySelectorAll('.stMain *')].filter(e => {
    if (e.closest('.wide, svg') || !e.checkVisibility() || getComputedStyle(e).position === 'absolute') return false;
    const box = e.getBoundingClientRect();
    return box.width > 1 && (box.right > innerWidth + 1 || box.left < -1);
  }).map(e => e.tagName + '.' + e.className);
  return [...scrolls, ...cut].slice(0, 5);
}"""

CONTRAST = """(selector) => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const read = colour => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255];
  };
  const over = (top, under) => [0, 1, 2].map(i => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
  const behind = element => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) {
      const colour = read(getComputedStyle(e).backgroundColor); layers.push(colour); if (colour[3] === 1) break;
    }
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]);
  };
  const light = colour => colour.slice(0, 3).map(c => c / 255)
    .map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
  const shown = [...document.querySelectorAll(selector)].filter(e => e.checkVisibility() && e.innerText.trim());
  return shown.map(e => {
    const ground = behind(e), ink = over(read(getComputedStyle(e).color), ground);
    const [high, low] = [light(ink), light(ground)].sort((a, b) => b - a);
    return (high + .05) / (low + .05);
  });
}"""
READ = {
    "headline": "section.answer h2",
    "body": "section.answer p, table.options td p, table.options th",
    "quiet text": ".quiet, .stHtml small, .tags, .kicker, table.options thead th",
    "links and headings": "summary, h1, h3, caption",
    "questions and fields": ".stButton button:not(:disabled) p, label p, [role=radio] p",
}


def open_all(page: Visit) -> Visit:
    """Open every folded part."""
    page.page.evaluate("document.querySelectorAll('.stHtml details').forEach(part => part.open = true)")
    return page


def least_contrast(page: Visit, selector: str) -> tuple[int, float]:
    """How many texts a selector finds, and the least contrast among them (21 where there are none)."""
    found = page.page.evaluate(CONTRAST, selector)
    return len(found), min(found, default=21)
