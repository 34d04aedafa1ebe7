"""How the pages look: nothing scrolls sideways on a telephone, everything reads in light and dark, and it prints."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.browser.conftest import Visit
from tests.conftest import KNOWLEDGE

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]
EXAMPLES = {example.id: example.title for example in KNOWLEDGE.examples}
OUTCOMES = {
    "rated": EXAMPLES["two_weeks_no_procedure"],
    "contested": EXAMPLES["puncture_four_days_ago"],
    "no_imaging_rated_appropriate": EXAMPLES["puncture_two_days_ago"],
    "escalate": EXAMPLES["thunderclap_ct_normal"],
    "not_covered": EXAMPLES["stimulator_patch_failed"],
}
NARROW = {"width": 360, "height": 800}

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


def of_example(page: Visit, outcome: str) -> Visit:
    return page.example(OUTCOMES[outcome]).outcome(outcome)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_no_outcome_scrolls_sideways_on_a_telephone(visit: Open, outcome: str) -> None:
    page = of_example(visit(**NARROW), outcome)
    page.page.evaluate("document.querySelectorAll('.stHtml details').forEach(part => part.open = true)")
    assert page.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.page.evaluate(SIDEWAYS) == []


@pytest.mark.parametrize("path", ["", "papers", "sources", "criteria", "teach"])
def test_no_page_scrolls_sideways_on_a_telephone(visit: Open, path: str) -> None:
    page = visit(path, **NARROW)
    page.page.evaluate("document.querySelectorAll('.stHtml details').forEach(part => part.open = true)")
    assert page.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.page.evaluate(SIDEWAYS) == []


def test_a_wrong_entry_and_every_group_of_the_form_fit_a_telephone(visit: Open) -> None:
    page = visit(**NARROW)
    for group in ("Red flags", "Imaging so far", "Safety before a study"):
        page.click(page.page.locator("[data-testid=stExpander] summary", has_text=group))
    page.type("age_years", "x" * 60)
    page.page.locator(".fault", has_text="xxx").first.wait_for()
    page.settle()
    assert page.page.evaluate(SIDEWAYS) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("outcome", ["rated", "contested", "escalate"])
def test_every_text_of_an_answer_stands_out_from_its_ground(visit: Open, outcome: str, scheme: str) -> None:
    page = of_example(visit(scheme=scheme), outcome)
    page.page.evaluate("document.querySelectorAll('.stHtml details').forEach(part => part.open = true)")
    for kind, selector in READ.items():
        found = page.page.evaluate(CONTRAST, selector)
        assert (found or outcome == "escalate") and min(found, default=21) >= 4.5, f"{kind}: {min(found):.2f}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_of_the_sources_stands_out_from_its_ground(visit: Open, scheme: str) -> None:
    page = visit("sources", scheme=scheme)
    page.page.evaluate("document.querySelectorAll('.stHtml details').forEach(part => part.open = true)")
    found = page.page.evaluate(CONTRAST, ".stHtml h1, .stHtml h2, .stHtml p, summary, dt, dd, small")
    assert len(found) > 100 and min(found) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_wrong_stands_out_from_its_ground(visit: Open, scheme: str) -> None:
    page = visit(scheme=scheme)
    page.type("age_years", "old")
    page.page.locator(".fault").nth(1).wait_for()
    assert min(page.page.evaluate(CONTRAST, ".fault")) >= 4.5


def test_dark_and_light_are_told_apart_by_the_wish_of_the_browser(visit: Open) -> None:
    grounds = [visit(scheme=scheme).page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
               for scheme in ("light", "dark")]  # fmt: skip
    assert grounds[0] == "rgb(255, 255, 255)" != grounds[1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_answer_prints_black_on_white_without_the_form_and_with_every_part_open(visit: Open, scheme: str) -> None:
    page = of_example(visit(scheme=scheme), "contested")
    page.page.emulate_media(media="print", color_scheme=scheme)
    style = "e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]"
    for selector in (".stApp", "section.answer h2", "section.answer p", "table.options td", ".quiet"):
        colour, ground = page.page.locator(selector).first.evaluate(style)
        assert colour == "rgb(0, 0, 0)" and ground in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"), selector
    assert not page.page.locator(".st-key-facts, .st-key-start, header").filter(visible=True).count()
    hidden = "parts => parts.filter(e => !e.checkVisibility() || e.getBoundingClientRect().height === 0).length"
    assert page.page.locator("table.options details:not([open])").count() > 3
    assert page.page.locator("table.options .reading").evaluate_all(hidden) == 0


def test_an_answer_is_printed_to_its_end(visit: Open) -> None:
    page = of_example(visit(), "contested")
    page.page.emulate_media(media="print")
    assert page.page.evaluate("getComputedStyle(document.querySelector('.stMain')).overflowY") == "visible"
    printed = page.page.pdf(format="A4")
    pages = len(re.findall(rb"/Type\s*/Page\b", printed))
    assert printed.startswith(b"%PDF") and pages >= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_shapes_and_radiation_bars_are_printed_in_black(visit: Open, scheme: str) -> None:
    page = of_example(visit(scheme=scheme), "contested")
    page.page.emulate_media(media="print", color_scheme=scheme)
    ground = "parts => parts.map(e => getComputedStyle(e).backgroundColor)"
    filled = page.page.locator("table.options").first.locator(".mark, .bars .on").evaluate_all(ground)
    assert len(filled) >= 5 and set(filled) == {"rgb(0, 0, 0)"}
    assert set(page.page.locator(".bars .off").evaluate_all(ground)) == {"rgb(255, 255, 255)"}


@pytest.mark.parametrize("size", [{"width": 1280, "height": 800}, NARROW])
def test_the_red_flags_stand_above_or_beside_the_answer_that_depends_on_them(visit: Open, size: dict[str, int]) -> None:
    page = of_example(visit(**size), "contested")
    control = page.page.get_by_role("button", name="None of these is present").bounding_box()
    answer = page.answer.bounding_box()
    assert control and answer
    beside = control["x"] >= answer["x"] + answer["width"]
    assert beside or control["y"] + control["height"] <= answer["y"]
    assert control["y"] - answer["y"] < size["height"] / 2


@pytest.mark.parametrize("outcome", ["rated", "contested", "no_imaging_rated_appropriate"])
def test_what_decides_fits_one_screen(visit: Open, outcome: str) -> None:
    page = of_example(visit(), outcome)
    for part in ("section.answer", ".st-key-flags", ".st-key-ask"):
        box = page.page.locator(part).bounding_box()
        assert box and box["y"] + box["height"] <= 800, part
    if outcome == "rated":
        first = page.page.locator("table.options tbody tr").first.bounding_box()
        assert first and first["y"] + first["height"] <= 800
