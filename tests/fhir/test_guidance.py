"""A consultation as a FHIR GuidanceResponse: valid, complete, and without a patient."""

from __future__ import annotations

import pytest
from fhir.resources.R4B.guidanceresponse import GuidanceResponse

from appropriateness.fhir.guidance import guidance_response
from tests.cds_hooks.calls import RED_FLAG_FACTS
from tests.conftest import answer, case_file

BASE = "https://imaging.example"
PUNCTURED = {"age_years": 34, "worse_upright": True, "spinal_procedure": "lumbar_puncture", "hours_since_procedure": 48}


@pytest.mark.parametrize("case", case_file("published"), ids=lambda case: str(case.get("id", "case")))
def test_every_published_case_gives_a_valid_one(case: dict[str, dict[str, object]]) -> None:
    found = guidance_response(answer(case["facts"]), BASE)
    GuidanceResponse.model_validate(found)
    assert "subject" not in found


def test_what_is_still_to_be_asked_stands_in_data_requirements() -> None:
    found = guidance_response(answer(PUNCTURED), BASE)
    asked = [item["codeFilter"][0]["code"][0]["code"] for item in found["dataRequirement"]]
    assert found["status"] == "data-requested"
    assert set(asked) >= set(RED_FLAG_FACTS) - {"onset"}
    assert guidance_response(answer({"age_years": 34}), BASE)["status"] == "data-required"


def test_options_keep_category_and_rating_and_a_contested_row_has_no_rating() -> None:
    (parameters,) = guidance_response(answer(PUNCTURED | {"hours_since_procedure": 200}), BASE)["contained"]
    options = [{p["name"]: p for p in item["part"]} for item in parameters["parameter"] if item["name"] == "option"]
    by_study = {item["procedure"]["valueString"]: item for item in options}
    assert by_study["dsm_complete_spine"]["category"]["valueString"] == "Sources disagree"
    assert "rating" not in by_study["dsm_complete_spine"]
    assert by_study["ct_head_wo"]["rating"]["valueInteger"] == 1
