"""What a clinician is told about a draft order, and when nothing is said."""

from __future__ import annotations

import pytest

from appropriateness.cds_hooks.rating import rating_of
from tests.cds_hooks.calls import (
    AFTER_PUNCTURE,
    ASKED,
    CHART,
    CPT,
    DSM,
    FIVE_DAYS,
    HEAD_CT,
    HEAD_MRI,
    HEAD_MRI_BOTH,
    HEADACHE,
    ICD,
    KNEE_PAIN,
    ORTHOSTATIC,
    PDPH,
    RED_FLAG_FACTS,
    SIH,
    SNOMED,
    SPINE_MRI,
    SPONTANEOUS,
    TWO_DAYS,
    Json,
    adult,
    bundle,
    call,
    concept,
    condition,
    order,
    punctured,
)
from tests.cds_hooks.conftest import Client, card, rating
from tests.conftest import answer

# the rating


def test_an_appropriate_order_gets_its_rating_and_no_card(client: Client) -> None:
    told = client.answer(call(order(HEAD_MRI_BOTH, SIH), prefetch=CHART))
    assert (rating(told), told["cards"]) == ("appropriate", [])


def test_an_order_is_never_called_not_appropriate_while_an_emergency_has_not_been_asked_for(client: Client) -> None:
    told = client.answer(call(order(HEAD_CT, SIH), prefetch=CHART))
    assert rating(told) is None
    assert card(told)["indicator"] == "info"
    assert card(told)["summary"].startswith("If no red flag is present: ")
    assert "Is any of these present: altered consciousness, seizure" in card(told)["detail"]


TWO_PART = {"fever", "neck_stiffness", "new_back_or_leg_pain"}
"""Emergencies of two parts: once the other part is denied, nobody has to ask for this one."""


@pytest.mark.parametrize("fact", sorted(RED_FLAG_FACTS))
def test_one_emergency_that_was_not_asked_for_is_enough(fact: str) -> None:
    facts = {"age_years": 41, "pregnancy": "pregnant", "worse_upright": True, "spinal_procedure": "none"}
    known = {name: value for name, value in RED_FLAG_FACTS.items() if name != fact}
    assert rating_of(("ct_head_wo",), answer(facts | RED_FLAG_FACTS)) is not None
    assert (rating_of(("ct_head_wo",), answer(facts | known)) is None) == (fact not in TWO_PART)


def test_an_order_is_called_not_appropriate_once_every_emergency_is_denied(client: Client) -> None:
    told = client.answer(call(order(HEAD_CT, SIH, note=ASKED), prefetch=CHART))
    assert rating(told) == "not-appropriate"
    assert card(told)["indicator"] == "warning"


def test_two_days_after_a_puncture_no_imaging_is_said_with_what_to_do_instead(client: Client) -> None:
    told = client.answer(call(order(HEAD_CT, PDPH, note=ASKED), prefetch=TWO_DAYS))
    assert rating(told) == "not-appropriate"
    assert card(told)["summary"] == "No imaging is rated appropriate now."
    assert "suggestions" not in card(told)
    assert "**Instead:**" in card(told)["detail"] and "**Look again:**" in card(told)["detail"]


def test_a_contested_row_is_not_rated_and_both_readings_are_shown(client: Client) -> None:
    told = client.answer(call(order(DSM, PDPH, note=ASKED), prefetch=FIVE_DAYS))
    assert rating(told) is None
    assert card(told)["summary"].startswith("Sources disagree")
    assert "Usually appropriate" in card(told)["detail"] and "Usually not appropriate" in card(told)["detail"]


def test_without_the_facts_there_is_no_rating_but_the_questions_that_decide(client: Client) -> None:
    told = client.answer(call(order(HEAD_MRI, [AFTER_PUNCTURE]), prefetch=CHART))
    assert rating(told) is None
    assert card(told)["detail"].count("**Ask:**") == 3


def test_a_study_no_row_covers_gets_no_criteria_apply_inside_the_topic_only(client: Client) -> None:
    assert rating(client.answer(call(order("36826-6", SIH), prefetch=CHART))) == "no-criteria-apply"
    assert client.answer(call(order("36826-6", [KNEE_PAIN]), prefetch=CHART)) == {"cards": []}


def test_where_no_acr_variant_covers_the_case_the_study_gets_no_criteria_apply(client: Client) -> None:
    words = [{"text": "no red flags, improving"}]
    improving = concept(ICD, ORTHOSTATIC) | {"text": "improving"}
    told = client.answer(call(order(HEAD_CT, [AFTER_PUNCTURE, improving], note=words), prefetch=FIVE_DAYS))
    assert rating(told) in ("no-criteria-apply", "not-appropriate")


def test_a_scenario_that_is_only_possible_rates_nothing(client: Client) -> None:
    words = [{"text": "no red flags, three days"}]
    told = client.answer(call(order(HEAD_CT, PDPH, note=words), prefetch=CHART))
    assert rating(told) is None
    assert "None of the tables rates imaging appropriate" not in card(told)["summary"]
    assert "Two scenarios are possible" in card(told)["detail"]


def test_an_urgent_flag_forbids_not_appropriate_and_is_said(client: Client) -> None:
    words = [{"text": "no red flags"}, {"text": "sixth nerve palsy"}]
    without = [{"text": "sixth nerve palsy"}]
    told = client.answer(call(order(HEAD_CT, PDPH, note=without), prefetch=FIVE_DAYS))
    assert rating(told) is None
    assert (card(told)["indicator"], card(told)["summary"][:7]) == ("warning", "Urgent:")
    assert "contradict" in card(client.answer(call(order(HEAD_CT, PDPH, note=words), prefetch=FIVE_DAYS)))["summary"]


def test_an_emergency_is_a_critical_card_and_nothing_is_rated(client: Client) -> None:
    for code in (HEAD_CT, HEAD_MRI_BOTH, SPINE_MRI):
        told = client.answer(call(order(code, PDPH, note=[{"text": "seizure"}]), prefetch=TWO_DAYS))
        assert "systemActions" not in told
        assert card(told)["indicator"] == "critical"
        assert "Emergency route now" in card(told)["detail"]


def test_may_be_appropriate_is_sent_as_appropriate_with_the_category_beside_it(client: Client) -> None:
    told = client.answer(call(order("RPID1023", SIH, system="http://radlex.org"), prefetch=CHART))
    coding = told["systemActions"][0]["resource"]["extension"][0]["valueCodeableConcept"]["coding"]
    assert [item["code"] for item in coding] == ["appropriate", "may_be_appropriate"]


def test_what_is_assumed_and_what_it_hangs_on_stand_in_the_rating_itself(client: Client) -> None:
    told = client.answer(call(order(HEAD_MRI_BOTH, SIH), prefetch=CHART))
    text = told["systemActions"][0]["resource"]["extension"][0]["valueCodeableConcept"]["text"]
    assert text.startswith("If no red flag is present: usually appropriate for") and "Assumed: " in text
    told = client.answer(call(order(HEAD_MRI_BOTH, SIH, note=ASKED), prefetch=CHART))
    text = told["systemActions"][0]["resource"]["extension"][0]["valueCodeableConcept"]["text"]
    assert text.startswith("Usually appropriate for")


def test_a_needle_study_that_is_appropriate_still_needs_its_stop_resolved(client: Client) -> None:
    words = [{"text": "on warfarin"}]
    told = client.answer(call(order("RPID1023", SIH, system="http://radlex.org", note=words), prefetch=CHART))
    assert rating(told) == "appropriate"
    assert card(told)["summary"].startswith("Resolve first:")


# inside and outside the topic


@pytest.mark.parametrize(
    "reasons",
    [[KNEE_PAIN], [HEADACHE], ["I95.1"], ["G96.01"], ["G93.2"], [], ["R51.9", "M54.2"]],
    ids=["knee", "headache alone", "orthostatic hypotension", "skull base leak", "IIH", "no reason", "neck and head"],
)
def test_outside_the_topic_there_is_silence(client: Client, reasons: list[str | Json]) -> None:
    told = client.answer(call(order(HEAD_CT, reasons), prefetch=CHART))
    assert told == {"cards": []}
    assert client.keeper.answers == []


def test_a_headache_with_a_leak_on_record_is_inside_and_a_knee_is_not(client: Client) -> None:
    chart = CHART | {"conditions": bundle(condition(AFTER_PUNCTURE))}
    assert client.answer(call(order(HEAD_CT, [HEADACHE]), prefetch=chart))["cards"]
    assert client.answer(call(order(HEAD_CT, [KNEE_PAIN]), prefetch=chart)) == {"cards": []}


def test_a_leak_that_is_over_or_refuted_opens_nothing(client: Client) -> None:
    refuted = {"verificationStatus": concept("http://terminology.hl7.org/CodeSystem/condition-ver-status", "refuted")}
    for past in (condition(AFTER_PUNCTURE, status="resolved"), condition(AFTER_PUNCTURE, **refuted)):
        chart = CHART | {"conditions": bundle(past)}
        assert client.answer(call(order(HEAD_CT, [HEADACHE]), prefetch=chart)) == {"cards": []}


def test_a_child_is_outside_and_silent_but_its_emergency_is_not(client: Client) -> None:
    chart = {"patient": adult(born="2014-05-05")}
    assert client.answer(call(order(HEAD_CT, PDPH), prefetch=chart)) == {"cards": []}
    told = client.answer(call(order(HEAD_CT, PDPH, note=[{"text": "seizure"}]), prefetch=chart))
    assert card(told)["indicator"] == "critical"


def test_the_reason_may_be_a_reference_to_a_diagnosis_on_record(client: Client) -> None:
    chart = CHART | {"conditions": bundle(condition(SPONTANEOUS, name="a"), condition(ORTHOSTATIC, name="b"))}
    referring = order(HEAD_MRI_BOTH, reasonReference=[{"reference": "Condition/a"}, {"reference": "Condition/b"}])
    assert rating(client.answer(call(referring, prefetch=chart))) == "appropriate"


def test_snomed_reasons_of_the_public_sandbox_are_understood(client: Client) -> None:
    told = client.answer(call(order(HEAD_CT, [concept(SNOMED, "398987004")]), prefetch=CHART))
    assert "Not enough is known" in card(told)["summary"]


# which study


def test_three_regional_orders_are_one_complete_spine_and_share_its_rating(client: Client) -> None:
    regional = [order(code, SIH, name) for name, code in (("a", "30667-0"), ("b", "36532-0"), ("c", "30679-5"))]
    told = client.answer(call(*regional, prefetch=CHART))
    assert [rating(told, name) for name in "abc"] == ["appropriate"] * 3
    assert told["cards"] == []
    identifiers = {
        e["valueUri"] for a in told["systemActions"] for e in a["resource"]["extension"] if "id" in e["url"][-2:]
    }
    assert len(identifiers) == 1


def test_two_regions_or_three_with_different_contrast_are_no_complete_spine(client: Client) -> None:
    for codes in (("30667-0", "36532-0"), ("30667-0", "36532-0", "24967-2")):
        told = client.answer(call(*(order(code, SIH, code) for code in codes), prefetch=CHART))
        assert {rating(told, code) for code in codes} == {"no-criteria-apply"}
        (suggestion, *_) = card(told)["suggestions"]
        assert suggestion["label"] == "Order MRI complete spine without IV contrast"


def test_replacing_three_regional_orders_updates_one_and_deletes_two(client: Client) -> None:
    regional = [order(code, SIH, name) for name, code in (("a", "24938-3"), ("b", "24982-1"), ("c", "30678-7"))]
    told = client.answer(call(*regional, prefetch=CHART))
    for suggestion in card(told)["suggestions"]:
        kinds = [action["type"] for action in suggestion["actions"]]
        assert sorted(kinds) == ["delete", "delete", "update"]


def test_numbers_of_a_licensed_code_set_mean_what_the_site_says(client: Client) -> None:
    told = client.answer(call(order("70551", SIH, system=CPT), prefetch=CHART))
    assert rating(told) == "appropriate"
    assert client.answer(call(order("70450", SIH, system=CPT), prefetch=CHART)) == {"cards": []}


def test_a_head_mri_without_a_word_on_contrast_is_asked_not_rated(client: Client) -> None:
    told = client.answer(call(order("24590-2", SIH), prefetch=CHART))
    assert rating(told) is None
    assert "say whether contrast is wanted" in card(told)["summary"]


def test_our_own_suggestion_is_recognised_when_it_comes_back_without_extensions(client: Client) -> None:
    told = client.answer(call(order(HEAD_CT, SIH), prefetch=CHART))
    for suggestion in card(told)["suggestions"]:
        accepted = dict(suggestion["actions"][0]["resource"])
        del accepted["extension"]
        assert rating(client.answer(call(accepted, prefetch=CHART))) == "appropriate"


def test_an_earlier_rating_is_replaced_and_other_extensions_stay(client: Client) -> None:
    own = {"url": "https://ehr.example/extension", "valueString": "kept"}
    first = client.answer(call(order(HEAD_MRI_BOTH, SIH, extension=[own]), prefetch=CHART))
    again = client.answer(call(first["systemActions"][0]["resource"], prefetch=CHART))
    extensions = again["systemActions"][0]["resource"]["extension"]
    assert [item["url"] for item in extensions].count("http://fhir.org/argonaut/Extension/pama-rating") == 1
    assert extensions[0] == own


# what is taken from order and record


def test_the_words_that_were_read_stand_on_the_card(client: Client) -> None:
    told = client.answer(call(order(HEAD_CT, PDPH, note=[{"text": "no red flags"}]), prefetch=TWO_DAYS))
    assert "“no red flags”: altered consciousness no, seizure no" in card(told)["detail"]


def test_order_and_record_that_contradict_each_other_are_named_not_reconciled(client: Client) -> None:
    told = client.answer(call(order(HEAD_CT, [SPONTANEOUS]), prefetch=TWO_DAYS))
    assert rating(told) is None
    assert "G96.811" in card(told)["detail"] and "lumbar puncture on record" in card(told)["detail"]


def test_a_puncture_years_ago_is_not_taken_for_the_cause(client: Client) -> None:
    told = client.answer(call(order(HEAD_MRI, [ORTHOSTATIC]), prefetch=punctured("2019-03-01")))
    detail = card(told)["detail"]
    assert "time since the last needle" in detail and "spinal procedure" not in detail.split("**Taken")[1]


def test_the_same_study_on_record_is_named_on_a_card_but_makes_none(client: Client) -> None:
    def study(code: str) -> Json:
        done = {"resourceType": "ImagingStudy", "status": "available", "started": "2026-11-02T09:00:00Z"}
        return CHART | {"imaging": bundle(done | {"procedureCode": [concept("http://loinc.org", code)]})}

    told = client.answer(call(order(HEAD_CT, SIH), prefetch=study(HEAD_CT)))
    assert "The same study on 2026-11-02" in card(told)["detail"]
    assert client.answer(call(order(HEAD_MRI_BOTH, SIH), prefetch=study(HEAD_MRI_BOTH)))["cards"] == []
