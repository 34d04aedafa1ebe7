"""axe-core, which knows the rules of accessible pages, finds nothing wrong in either theme."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.conftest import Visit
from tests.browser.test_looks import OUTCOMES, of_example

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]
OPEN_ALL = "document.querySelectorAll('details').forEach(part => part.open = true)"


def violations(visit: Visit) -> list[str]:
    """Each rule broken, with the first element that breaks it; every folded part is opened first."""
    from axe_playwright_python.sync_playwright import Axe  # comes with the browser extra only

    visit.page.evaluate(OPEN_ALL)
    found = Axe().run(visit.page).response["violations"]
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:120]}" for rule in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["", "protocols", "papers", "criteria", "teach", "sources"])
def test_no_page_breaks_a_rule(visit: Open, path: str, scheme: str) -> None:
    assert violations(visit(path, scheme=scheme)) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_no_answer_breaks_a_rule(visit: Open, outcome: str, scheme: str) -> None:
    assert violations(of_example(visit(scheme=scheme), outcome)) == []
