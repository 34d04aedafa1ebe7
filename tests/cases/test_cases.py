"""Cases a clinician can read and dispute, each with what the consultation must say."""

from __future__ import annotations

from typing import Any

import pytest

from appropriateness.wire import consultations
from tests.conftest import KNOWLEDGE, answer, case_file

FILES = ("must_be_right", "scenario_states", "flags_and_redirects", "safety", "published", "mutation", "hard")


def _cases() -> list[Any]:
    return [pytest.param(case, id=f"{name}:{case['id']}") for name in FILES for case in case_file(name)]


@pytest.mark.parametrize("case", _cases())
def test_case(case: dict[str, Any]) -> None:
    check(answer(case["facts"]), case["expect"], case["claim"])


def check(consultation: Any, expect: dict[str, Any], claim: str) -> None:
    """Every key of `expect` is understood; one that is not is a fault of the test file."""
    decision = consultation.decision
    document = consultations.document(consultation)
    states = {state.scenario.id: state.state for state in decision.scenarios}
    levels = {item.flag.level for item in decision.flags}
    level = "emergency" if "emergency" in levels else "urgent" if "urgent" in levels else "none"
    matched = {name for name, state in states.items() if state == "matched"}
    asked = spoken_of(document)
    for key, wanted in expect.items():
        match key:
            case "outcome":
                assert decision.outcome in wanted, claim
            case "matched":
                assert matched == set(wanted), claim
            case "not_matched":
                assert matched.isdisjoint(wanted), claim
            case "possible_includes":
                assert set(wanted) <= {name for name, state in states.items() if state in ("possible", "matched")}, (
                    claim
                )
            case "scenario":
                assert states[wanted] == expect["state"], claim
            case "state":
                assert "scenario" in expect
            case "level":
                assert level in ([wanted] if isinstance(wanted, str) else wanted), claim
            case "banner":
                if wanted != "either":
                    assert (level != "none") == (wanted == "must"), claim
            case "conditional":
                assert bool(decision.conditional_on) == wanted, claim
                said = document["headline"]
                assert not wanted or "f none of these is present: " in said or " That is an emergency if " in said, (
                    claim
                )
            case "any_asked":
                assert set(wanted) <= asked, f"{claim}: not asked {set(wanted) - asked}"
            case "group" | "category":
                for procedure, value in wanted.items():
                    found = [option[key] for option in document["options"] if option["procedure"] == procedure]
                    accepted = [value] if isinstance(value, str) else value
                    assert found and set(found) <= set(accepted), f"{claim}: {procedure} is {found}"
            case "severity_on":
                for procedure, value in wanted.items():
                    assert severest(document, procedure) in ([value] if isinstance(value, str) else value), (
                        f"{claim}: {procedure} {severest(document, procedure)}"
                    )
            case "flags":
                assert {item.flag.id for item in decision.flags} == set(wanted), claim
            case "redirect":
                found_redirect = document["redirect"]["id"] if document["redirect"] else "none"
                assert found_redirect == wanted, claim
            case "assumes":
                assert set(wanted) <= assumed(document), f"{claim}: {assumed(document)}"
            case "finds" | "finds_not":
                for procedure, ids in wanted.items():
                    found_on = findings_on(document, procedure)
                    assert (set(ids) <= found_on) if key == "finds" else found_on.isdisjoint(ids), (
                        f"{claim}: {found_on}"
                    )
            case "redirect_like" | "note":
                if key == "redirect_like":
                    redirect = document["redirect"]
                    assert redirect is not None, claim
                    text = " ".join(str(redirect[field]) for field in ("id", "title", "say", "to", "instead")).lower()
                    words = [wanted] if isinstance(wanted, str) else wanted
                    assert any(word.lower() in text for word in words), f"{claim}: {text}"
            case _:
                pytest.fail(f"the case says {key!r}, which no check understands")


def spoken_of(document: dict[str, Any]) -> set[str]:
    """Every fact that is asked about or printed as assumed."""
    found = set(document["conditional_on"])
    found.update(fact for question in document["questions"] for fact in question["facts"])
    found.update(fact for finding in document["safety"] if finding["asked"] for fact in finding["facts"])
    found.update(fact for flag in document["escalations"] for fact in flag["assumed"])
    for scenario in document["scenarios"]:
        found.update(scenario["assumed"])
        found.update(scenario["deciding_facts"])
    return found


def assumed(document: dict[str, Any]) -> set[str]:
    """Every fact that the answer takes for granted, in a scenario, a flag or a redirect."""
    parts = [*document["scenarios"], *document["escalations"], document["redirect"] or {"assumed": []}]
    return {fact for part in parts for fact in part["assumed"]}


def findings_on(document: dict[str, Any], procedure: str) -> set[str]:
    """The safety findings on one study among the options, or on one treatment among the pointers."""
    shown = [option for option in document["options"] if option["procedure"] == procedure]
    shown += [pointer for pointer in document["pointers"] if pointer.get("treatment") == procedure]
    assert shown, f"{procedure} is neither option nor pointer"
    return {finding["id"] for option in shown for finding in option["findings"]}


def severest(document: dict[str, Any], procedure: str) -> str:
    found = [f["severity"] for o in document["options"] if o["procedure"] == procedure for f in o["findings"]]
    return next((severity for severity in ("stop", "ask", "inform") if severity in found), "none")


def test_every_scenario_has_matched_possible_and_excluded_cases() -> None:
    seen = {(case["expect"]["scenario"], case["expect"]["state"]) for case in case_file("scenario_states")}
    assert seen == {(name, state) for name in KNOWLEDGE.scenarios for state in ("matched", "possible", "excluded")}
