"""A site's policy on the pages: a settling reviewer is named, and an expired policy is said to have expired."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from appropriateness.errors import KnowledgeError, KnowledgeProblem
from appropriateness.settings import SITE
from appropriateness.web import loaded
from tests.site.conftest import SiteFolder
from tests.site.test_policy import OVER_72H
from tests.views.conftest import Page

pytestmark = pytest.mark.durability

SETTLED = "Settled by a check against the publisher by A. Reviewer, MD on 2026-11-01"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SiteFolder]:
    """A site with a check of variant 3, laid over the knowledge of the application, far from its last day."""
    folder = SiteFolder(tmp_path / "site")
    folder.only("minutes", "checks")
    for _ in range(2):
        folder.change("2027-03-31", "9999-12-31")
    monkeypatch.setenv(SITE, str(folder.path))
    loaded._loaded.cache_clear()
    yield folder
    loaded._loaded.cache_clear()


def test_the_order_page_names_the_reviewer_and_shows_the_row_as_settled(site: SiteFolder) -> None:
    page = Page(OVER_72H)
    assert page.outcome == "no_imaging_rated_appropriate"
    text = page.html.text
    assert SETTLED in text
    assert "Usually appropriate, no rating given: Article: which imaging when" in text
    assert "with the local policy of General Hospital" in text
    assert "Takes 45 minutes here." not in text


def test_the_criteria_page_names_the_reviewer_in_the_cell_of_the_row(site: SiteFolder) -> None:
    page = Page().visit("criteria")
    cell = page.html.one("section", "answer").text
    assert SETTLED in cell and "Usually not appropriate (1)" in cell


def test_the_sources_page_lists_the_check_and_every_local_difference(site: SiteFolder) -> None:
    text = Page().visit("sources").html.text
    assert "Check against the publisher by A. Reviewer, MD, 2026-11-01, for General Hospital" in text
    assert "yes, by A. Reviewer, MD" in text
    assert "Takes 45 minutes here." in text and "No source states how long it takes." in text
    assert "owner MRI lead; in force until 9999-12-31." in text


def test_an_expired_policy_is_left_out_as_a_whole_and_every_page_says_so(site: SiteFolder) -> None:
    site.change("9999-12-31", "2020-01-01")
    page = Page(OVER_72H)
    assert page.outcome == "contested"
    assert any("The local policy has expired and is left out" in alert for alert in page.alerts)
    assert any(f"site/site.yaml:{site.line('minutes: 45')} EXPIRED" in alert for alert in page.visit("sources").alerts)


@pytest.mark.parametrize("view", ["order", "criteria", "sources"])
def test_no_page_says_that_nobody_checked_what_a_reviewer_checked(site: SiteFolder, view: str) -> None:
    text = Page(OVER_72H).visit(view).html.text
    assert "Compared with the publisher: 1 rating by A. Reviewer, MD." in text
    assert "no rating has been checked" not in text


def test_a_damaged_policy_is_answered_by_a_page_that_names_file_line_and_what_to_do(site: SiteFolder) -> None:
    site.change("minutes: 45", "minutes: soon")
    page = Page(OVER_72H)
    assert page.html.all("section", "answer") == [] and page.html.all("table") == []
    (alert,) = page.alerts
    assert f"site/site.yaml, line {site.line('minutes: soon')}: " in alert and "valid integer" in alert
    assert "appropriateness check-knowledge --site site" in page.html.text


def test_damaged_knowledge_shows_no_answer_but_what_is_wrong_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(**_: object) -> None:
        raise KnowledgeError([KnowledgeProblem("flags.yaml", 12, "WRONG_SHAPE", "the flag has no action.")])

    monkeypatch.setattr(loaded, "load", damaged)
    loaded._loaded.cache_clear()
    page = Page()
    loaded._loaded.cache_clear()
    assert page.alerts == ["flags.yaml, line 12: the flag has no action. WRONG_SHAPE"]
    assert page.html.all("section", "answer") == [] and "Reload this page" in page.html.text


def test_without_a_site_the_row_stays_contested(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SITE, raising=False)
    loaded._loaded.cache_clear()
    page = Page(OVER_72H)
    assert page.outcome == "contested" and "Settled" not in page.html.text
