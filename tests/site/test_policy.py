"""A site's policy stands beside the sources: it moves no rank, hides no reading, and a named check settles its row."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from appropriateness import site_words
from appropriateness.documents import plain_text, scheduler_sheet
from appropriateness.engine.case import read_case
from appropriateness.engine.consultation import Consultation, consult
from appropriateness.engine.ranking import Row, table
from appropriateness.engine.site_policy import differences
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.protocol_library import PROTOCOLS, load_protocols
from appropriateness.wire import consultations, json_lines
from tests.conftest import KNOWLEDGE, ON, case_file
from tests.site.conftest import SiteFolder

OVER_72H: dict[str, Any] = {
    "age_years": 45, "headache_present": True, "worse_upright": True, "better_lying": True,
    "spinal_procedure": "lumbar_puncture", "dural_puncture": "confirmed", "headache_course": "unchanged",
    "hours_since_procedure": 96, "hours_procedure_to_onset": 0,
}  # fmt: skip

ROW = ("iatrogenic_over_72h", "dsm_complete_spine")


def asked(knowledge: KnowledgeBase, facts: dict[str, Any] = OVER_72H) -> Consultation:
    return consult(read_case(facts, knowledge), knowledge, ON)


def said(knowledge: KnowledgeBase, facts: dict[str, Any] = OVER_72H) -> dict[str, Any]:
    return dict(json.loads(json_lines.line(consultations.document(asked(knowledge, facts)))))


def row_of(knowledge: KnowledgeBase, scenario: str, procedure: str) -> Row:
    (found,) = [row for row in table(knowledge, scenario) if row.procedure.id == procedure]
    return found


@pytest.mark.parametrize(
    ("rating", "outcome", "category"),
    [(1, "no_imaging_rated_appropriate", "usually_not_appropriate"), (8, "rated", "usually_appropriate")],
)
def test_a_reviewers_check_settles_the_contested_row_and_names_the_reviewer(
    checked: Callable[[int], KnowledgeBase], rating: int, outcome: str, category: str
) -> None:
    document = said(checked(rating))
    (option,) = [option for option in document["options"] if option["procedure"] == ROW[1]]
    assert said(KNOWLEDGE)["outcome"] == "contested"
    assert document["outcome"] == outcome
    assert (option["category"], option["rating"]) == (category, rating)
    assert option["settled_by"] == {
        "witness": "site_check_1", "reviewer": "A. Reviewer, MD", "date": "2026-11-01", "locator": "variant 3",
    }  # fmt: skip
    assert option["checked_against_publisher"] is True


def test_what_the_witnesses_reported_stays_beside_the_check_and_all_other_rows_stay_unchecked(
    checked: Callable[[int], KnowledgeBase],
) -> None:
    knowledge = checked(1)
    rows = sum(len(scenario.ratings) for scenario in knowledge.scenarios.values())
    assert site_words.standing(knowledge) == (
        f"Compared with the publisher: 1 rating by A. Reviewer, MD. The other {rows - 1} of {rows} ratings were "
        "checked by nobody, and no clinician or physicist has reviewed the rest of this knowledge."
    )
    assert site_words.standing(KNOWLEDGE) == KNOWLEDGE.edition.standing
    witnesses = [reading.witness for reading in row_of(knowledge, *ROW).source.readings]
    before = [reading.witness for reading in row_of(KNOWLEDGE, *ROW).source.readings]
    assert witnesses == [*before, "site_check_1"]


def test_two_reviewers_who_differ_contest_the_row_again(site: SiteFolder) -> None:
    site.only("checks")
    text = (site.path / "site.yaml").read_text(encoding="utf-8")
    entry = text[text.index("  - scenario") :]
    site.write("site.yaml", text + entry.replace("rating: 1", "rating: 8").replace("A. Reviewer", "B. Other"))
    row = row_of(site.load(), *ROW)
    assert (row.category, row.settled_by) == ("contested", None)


def test_a_check_that_agrees_with_every_witness_settles_nothing_but_is_shown(site: SiteFolder) -> None:
    site.only("checks")
    site.change("dsm_complete_spine", "mri_head_wo")
    knowledge = site.load()
    rating = row_of(KNOWLEDGE, ROW[0], "mri_head_wo").rating
    assert rating == 1
    assert row_of(knowledge, ROW[0], "mri_head_wo").settled_by is None
    (option,) = [o for o in said(knowledge)["options"] if o["procedure"] == "mri_head_wo"]
    assert option["settled_by"] is None and option["checked_against_publisher"] is True


def test_a_licensed_table_contests_until_somebody_has_compared_it_with_the_publisher(site: SiteFolder) -> None:
    site.only("licensed_table")
    assert row_of(KNOWLEDGE, "iatrogenic_over_72h", "mri_complete_spine_wo").category == "usually_not_appropriate"
    assert row_of(site.load(), "iatrogenic_over_72h", "mri_complete_spine_wo").category == "contested"
    site.change("  owner:", '  reviewer: "C. Third"\n  checked_on: "2026-11-02"\n  owner:')
    row = row_of(site.load(), "iatrogenic_over_72h", "mri_complete_spine_wo")
    assert (row.category, row.rating) == ("may_be_appropriate", 5)
    assert row.settled_by is not None and row.settled_by.witness == "site_table"


def test_a_study_that_only_the_sites_table_rates_gets_a_row_that_says_so(site: SiteFolder) -> None:
    rated = {row.procedure.id for row in table(KNOWLEDGE, "obtunded_brain_signs")}
    new = next(p.id for p in KNOWLEDGE.procedures.values() if p.rated and p.id not in rated)
    site.only("licensed_table")
    site.write("ratings.csv", f"variant;procedure;rating\r\n4;{new};2\r\n")
    row = row_of(site.load(), "obtunded_brain_signs", new)
    assert row.rating == 2
    assert row.source.why.against == "Rated by the site's own table alone; no source read here says why."


def test_minutes_agents_and_a_first_choice_move_no_row(site: SiteFolder) -> None:
    site.only("minutes", "intrathecal_agents", "first_choices")
    knowledge = site.load()
    for case in case_file("development"):
        with_site, without = said(knowledge, case["facts"]), said(KNOWLEDGE, case["facts"])
        for document in (with_site, without):
            del document["knowledge"], document["site"]
        assert with_site == without


def test_what_a_site_says_stands_beside_what_the_sources_say(site: SiteFolder) -> None:
    facts = {"age_years": 31, "headache_present": True, "worse_upright": True, "better_lying": True,
             "hours_since_onset": 336, "spinal_procedure": "none", "patch_count": 0}  # fmt: skip
    document = said(site.load(), facts)
    found = {item["kind"]: item for item in document["site"]["differences"]}
    assert document["site"]["name"] == "General Hospital"
    assert found["minutes"]["here"] == "Takes 45 minutes here."
    assert found["minutes"]["sources"] == "No source states how long it takes."
    assert found["first_choice"]["here"] == "First choice here: The scanner is free at night."
    assert "MRI head without and with IV contrast: usually appropriate" in found["first_choice"]["sources"]
    assert {"owner": "MRI lead", "expires": "2027-03-31"}.items() <= found["minutes"].items()


def test_allowed_agents_are_shown_where_one_may_be_needed_and_with_the_sites_minutes_on_the_scheduler_sheet(
    site: SiteFolder,
) -> None:
    knowledge = site.load()
    facts = {"age_years": 40, "headache_present": True, "worse_upright": True, "hours_since_onset": 2900,
             "spinal_procedure": "none", "patched": False, "brain_mri": "normal", "spine_mri": "normal"}  # fmt: skip
    (agents,) = [i for i in said(knowledge, facts)["site"]["differences"] if i["kind"] == "intrathecal_agents"]
    assert agents["here"] == "Allowed intrathecally here: Iohexol 300."
    assert agents["sources"] == (
        "Labelled for intrathecal use: Iohexol 180, Iohexol 240, Iohexol 300, Iopamidol-M 200 and Iopamidol-M 300."
    )
    library = load_protocols(PROTOCOLS, knowledge)
    chosen = [("mri_complete_spine_wo", "mri_spine_complete_ih"), ("ct_myelography", "ctm_conventional")]
    consultation = asked(knowledge, facts)
    slots = scheduler_sheet.slots_of(chosen, library, consultation)
    text = " ".join(plain_text.write(scheduler_sheet.build(slots, library, consultation, None)).split())
    assert "45 (local policy of General Hospital; otherwise 60 by default; no source states it)" in text
    assert "Allowed intrathecally here: Iohexol 300. Labelled for intrathecal use: Iohexol 180," in text
    assert "owner Chief pharmacist; in force until 2027-03-31" in text


def test_the_policy_is_part_of_the_digest(site: SiteFolder) -> None:
    first = site.load().digest
    assert first != KNOWLEDGE.digest
    site.change("45", "50")
    second = site.load().digest
    site.change("page 4", "page 5", "ratings.csv")
    assert len({KNOWLEDGE.digest, first, second, site.load().digest}) == 4


def test_without_a_site_nothing_is_said_of_one() -> None:
    assert said(KNOWLEDGE)["site"] is None
    assert differences(KNOWLEDGE) == ()
