"""The JSON form: its keys, the values they may take, what they point to; the same case gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from appropriateness.errors import CaseError
from appropriateness.wire import consultations, json_lines
from tests.cli.conftest import ON, Run, run_apart
from tests.conftest import CASES, KNOWLEDGE, answer, case_file

TOP_LEVEL = [
    "schema", "id", "consult_id", "on", "knowledge", "outcome", "headline", "urgency", "conditional_on", "escalations",
    "scenarios", "questions", "options", "positions", "safety", "next_steps", "redirect", "disagreements", "pointers",
    "implied", "site",
]  # fmt: skip
INSIDE = {
    "escalations": {"id", "level", "message", "action", "facts", "cite"},
    "scenarios": {"id", "state", "because", "assumed", "deciding_facts"},
    "questions": {"fact", "question", "why"},
    "options": {
        "scenario", "group", "rank", "procedure", "label", "category", "readings", "rrl", "contrast", "needle",
        "findings", "alternatives", "why",
    },
    "positions": {"scenario", "procedure", "stance", "source", "locator"},
    "safety": {"id", "severity", "message", "facts", "cite"},
    "implied": {"fact", "from"},
}  # fmt: skip
CATEGORIES = {
    "usually_appropriate", "may_be_appropriate", "may_be_appropriate_disagreement", "usually_not_appropriate",
    "contested", "not_rated",
}  # fmt: skip
GROUPS = {"can_be_ordered", "not_rated", "sources_disagree", "resolve_first", "usually_not_appropriate"}
OUTCOMES = {
    "escalate", "out_of_scope", "several_possible", "not_covered", "contested", "no_imaging_rated_appropriate", "rated",
    "needs_facts",
}  # fmt: skip
STANCES = {"first_line", "consider", "not_routine", "against"}
ADULT_MSV = {0: [0, 0], 1: [0, 0.1], 2: [0.1, 1], 3: [1, 10], 4: [10, 30], 5: [30, 100]}
CONTESTED = {("iatrogenic_over_72h", "dsm_complete_spine")}
FOUR_DAYS_AFTER_PUNCTURE = {
    "age_years": 45, "worse_upright": True, "better_lying": True, "spinal_procedure": "lumbar_puncture",
    "hours_since_procedure": 96, "hours_procedure_to_onset": 0, "headache_course": "unchanged",
}  # fmt: skip
FACT_LISTS = {"conditional_on", "facts", "assumed", "deciding_facts", "from", "missing"}


@cache
def documents() -> dict[str, dict[str, Any]]:
    """What every case of every file of cases is answered; those that must be refused are left out."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(CASES.glob("*.yaml")):
        for case in case_file(path.stem) if path.stem != "contradictions" else ():
            found[f"{path.stem}:{case['id']}"] = consultations.document(answer(case["facts"]), case["id"])
    assert len(found) > 300
    return found


def parts(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object of one list of every document, with the case it comes from."""
    return ((case, entry) for case, document in documents().items() for entry in document[name])


def walk(value: Any) -> Iterator[tuple[str, Any]]:
    """Every key with its value, however deep."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key, inner
            yield from walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner)


@cache
def over_72_hours() -> dict[str, Any]:
    return consultations.document(answer(FOUR_DAYS_AFTER_PUNCTURE), "one")


@pytest.mark.durability
def test_an_answer_has_the_documented_keys_in_their_order_and_no_other() -> None:
    assert {case: list(document) for case, document in documents().items() if list(document) != TOP_LEVEL} == {}


def test_every_object_inside_has_at_least_its_documented_keys() -> None:
    for name, keys in INSIDE.items():
        entries = list(parts(name))
        assert entries, f"no case has {name}"
        assert [case for case, entry in entries if not keys <= set(entry)] == []
    for _, option in parts("options"):
        assert set(option["rrl"]) == {"level", "symbol", "population", "msv"}
        assert all({"category", "rating", "evidence", "witnesses"} <= set(reading) for reading in option["readings"])
    for _, scenario in parts("scenarios"):
        assert all({"truth", "sentence", "facts"} <= set(reason) for reason in scenario["because"])


def test_every_word_is_one_of_its_closed_set() -> None:
    assert {document["outcome"] for document in documents().values()} == OUTCOMES
    assert {option["category"] for _, option in parts("options")} <= CATEGORIES
    assert {option["group"] for _, option in parts("options")} == GROUPS
    assert {flag["level"] for _, flag in parts("escalations")} == {"emergency", "urgent"}
    assert {finding["severity"] for _, finding in parts("safety")} == {"stop", "ask", "inform"}
    assert {scenario["state"] for _, scenario in parts("scenarios")} == {"matched", "possible"}
    assert {position["stance"] for _, position in parts("positions")} <= STANCES
    truths = {reason["truth"] for _, scenario in parts("scenarios") for reason in scenario["because"]}
    assert truths <= {"true", "false", "unknown"}


def test_a_radiation_level_always_comes_with_its_own_band_and_symbol() -> None:
    for case, option in parts("options"):
        rrl = option["rrl"]
        if rrl["level"] is None:
            assert (rrl["symbol"], rrl["msv"]) == (None, None), case
        else:
            assert rrl["msv"] == ADULT_MSV[rrl["level"]], case
            assert rrl["symbol"] == ("☢" * rrl["level"] or "O"), case
    levels = {option["rrl"]["level"] for _, option in parts("options")}
    assert {0, 3, 4, 5} <= levels


def test_every_citation_leads_to_a_source() -> None:
    cited = {
        inner["source"] for document in documents().values() for key, inner in walk(document) if key == "cite" and inner
    }
    cited |= {position["source"] for _, position in parts("positions")}
    cited |= {name for _, option in parts("options") for reading in option["readings"] for name in reading["witnesses"]}
    assert cited and cited <= set(KNOWLEDGE.sources)
    locators = [
        inner["locator"]
        for document in documents().values()
        for key, inner in walk(document)
        if key == "cite" and inner
    ]
    assert all(locators) and all(position["locator"] for _, position in parts("positions"))


def test_every_fact_and_every_procedure_named_exists() -> None:
    for case, document in documents().items():
        for key, inner in walk(document):
            if key in FACT_LISTS:
                assert set(inner) <= set(KNOWLEDGE.facts), f"{case}: {key}"
            elif key == "fact":
                assert inner in KNOWLEDGE.facts, case
            elif key in ("procedure", "study", "pair"):
                assert inner is None or inner in KNOWLEDGE.procedures, case
            elif key in ("alternatives", "remaining"):
                assert set(inner) <= set(KNOWLEDGE.procedures), case
            elif key == "scenario":
                assert inner is None or inner in KNOWLEDGE.scenarios, case


def test_no_sentence_that_is_read_out_is_empty() -> None:
    sentences = {"headline", "urgency", "message", "action", "question", "why", "sentence", "say", "label"}
    empty = {
        (case, key)
        for case, document in documents().items()
        for key, inner in walk(document)
        if key in sentences and not inner
    }
    assert empty == set()


def test_options_stand_group_by_group_and_ranked_from_one_within_each() -> None:
    order = ["can_be_ordered", "sources_disagree", "resolve_first", "usually_not_appropriate"]
    for case, document in documents().items():
        for name in {option["scenario"] for option in document["options"]}:
            rated = [o for o in document["options"] if o["scenario"] == name and o["category"] != "not_rated"]
            assert [o["group"] for o in rated] == sorted((o["group"] for o in rated), key=order.index), case
            for group in {o["group"] for o in rated} - {"sources_disagree"}:
                ranks = [o["rank"] for o in rated if o["group"] == group and o["rank"] is not None]
                assert ranks == sorted(ranks) and ranks[:1] in ([], [1]), f"{case} {group} {ranks}"


def test_only_an_answer_that_rests_on_unasked_emergencies_states_its_condition() -> None:
    conditions = ("f none of these is present: ", "if no emergency sign is present: ", " That is an emergency if ")
    for case, document in documents().items():
        said = any(condition in document["headline"] for condition in conditions)
        expected = bool(document["conditional_on"]) and document["outcome"] != "escalate"
        assert said == expected, f"{case}: {document['headline']}"


def test_an_emergency_and_nothing_else_is_escalated() -> None:
    for case, document in documents().items():
        emergency = any(flag["level"] == "emergency" for flag in document["escalations"])
        assert (document["outcome"] == "escalate") == emergency, case
        if emergency:
            assert document["headline"].startswith("Emergency first. "), case
            assert document["escalations"][0]["level"] == "emergency", case


def test_questions_are_three_at_most_and_no_fact_is_asked_twice() -> None:
    for case, document in documents().items():
        facts = [question["fact"] for question in document["questions"]]
        assert len(facts) <= 3 and len(set(facts)) == len(facts), case


def test_a_question_said_to_decide_names_two_ends_it_decides_between() -> None:
    whys = {question["why"] for _, question in parts("questions")}
    assert sorted(why for why in whys if "decides between" in why and ";" not in why) == []


def test_whatever_keeps_a_scenario_open_is_named_among_its_deciding_facts() -> None:
    silent = set()
    for _, scenario in parts("scenarios"):
        for reason in scenario["because"] if scenario["state"] == "possible" else ():
            if reason["truth"] == "unknown" and not set(reason["facts"]) & set(scenario["deciding_facts"]):
                silent.add((scenario["id"], reason["sentence"]))
    assert silent == set()


def test_after_72_hours_subtraction_myelography_stands_alone_where_sources_disagree() -> None:
    options = over_72_hours()["options"]
    contested = [option for option in options if option["group"] == "sources_disagree"]
    assert [option["procedure"] for option in contested] == ["dsm_complete_spine"]
    row = contested[0]
    assert (row["category"], row["rank"], row["rating"], row["evidence"]) == ("contested", None, None, None)
    assert row["rrl"] == {"level": 4, "symbol": "☢☢☢☢", "population": "adult", "msv": [10, 30]}
    assert {option["category"] for option in options if option is not row} == {"usually_not_appropriate"}
    assert {option["group"] for option in options if option is not row} == {"usually_not_appropriate"}
    assert len(options) == len(KNOWLEDGE.scenarios["iatrogenic_over_72h"].ratings)


def test_both_readings_of_the_contested_row_are_sent_with_their_witnesses() -> None:
    row = next(option for option in over_72_hours()["options"] if option["category"] == "contested")
    said = {(r["category"], r["rating"], r["evidence"], name) for r in row["readings"] for name in r["witnesses"]}
    assert ("usually_appropriate", None, None, "gighz_pdph_over_72h") in said
    assert ("usually_not_appropriate", 1, "expert_consensus", "appendix_transcript") in said
    assert {category for category, *_ in said} == {"usually_appropriate", "usually_not_appropriate"}


def test_the_contested_answer_says_so_in_its_headline_and_sends_nobody_to_order() -> None:
    document = over_72_hours()
    assert document["outcome"] == "contested"
    headline = document["headline"]
    assert headline.startswith("If none of these is present: the ACR table we hold rates no imaging appropriate; ")
    assert "one published article reports digital subtraction myelography" in headline
    assert headline.endswith("as usually appropriate. Confirm with the publisher or neuroradiology before ordering.")


@pytest.mark.parametrize("source", ["seed_000", "seed_001", "seed_002"])
def test_beside_the_contested_table_each_other_page_takes_its_own_position(source: str) -> None:
    taken = [position for position in over_72_hours()["positions"] if position["source"] == source]
    assert taken and all(position["scenario"] == "iatrogenic_over_72h" for position in taken)
    stances = {"seed_000": "first_line", "seed_001": "not_routine", "seed_002": "first_line"}
    assert stances[source] in {position["stance"] for position in taken}


def test_a_contested_row_is_contested_in_every_case_and_no_other_row_ever_is() -> None:
    seen = {
        (option["scenario"], option["procedure"]) for _, option in parts("options") if option["category"] == "contested"
    }
    assert seen == CONTESTED
    for case, option in parts("options"):
        if (option["scenario"], option["procedure"]) in CONTESTED:
            shown = (option["category"], option["group"], option["rank"], len(option["readings"]) > 1)
            assert shown == ("contested", "sources_disagree", None, True), case


def test_a_case_that_cannot_be_read_is_answered_with_its_id_and_an_error(run: Run) -> None:
    ran = run("consult", "--json", stdin='[{"id": "x", "facts": {"sex": "male", "pregnancy": "pregnant"}}]')
    line = ran.lines[0]
    assert set(line) <= {"id", "error", "problems"} and line["id"] == "x"
    assert "pregnancy and sex contradict each other" in line["error"]
    with pytest.raises(CaseError) as refusal:
        answer({"sex": "male", "pregnancy": "pregnant"})
    assert line == consultations.error("x", refusal.value)


@pytest.mark.durability
def test_the_same_case_gives_the_same_bytes_in_every_process() -> None:
    cases = [{"id": case["id"], "facts": case["facts"]} for case in case_file("development")]
    cases.append({"id": "contested", "facts": FOUR_DAYS_AFTER_PUNCTURE})
    given = "\n".join(map(json.dumps, cases)).encode()
    here = "".join(json_lines.line(consultations.document(answer(case["facts"]), case["id"])) + "\n" for case in cases)
    for seed in ("0", "1", "72"):
        ran = run_apart("consult", "--json", *ON, stdin=given, seed=seed)
        assert ran.code == 0 and ran.out == here, f"PYTHONHASHSEED={seed}"


def test_the_order_in_which_facts_are_given_changes_nothing() -> None:
    for case in case_file("development"):
        turned = dict(reversed(case["facts"].items()))
        assert consultations.document(answer(turned)) == consultations.document(answer(case["facts"])), case["id"]


@pytest.mark.parametrize(
    "name", [None, "", "a", '"id":null', "\u2028", "\ud800", "\x7f\x00", 0, -1.5, 1e-7, 1e22, 10**40]
)
def test_a_line_is_the_document_on_one_line_whatever_the_caller_names_the_case(name: object) -> None:
    consultation = answer({"age_years": 34, "worse_upright": True, "spinal_procedure": "lumbar_puncture"})
    line = consultations.line(consultation, name, "one")
    assert line == json_lines.line(consultations.document(consultation, name, "one"))
    assert line.splitlines() == [line] and json.loads(line)["id"] == name
