"""A case of facts in, the whole consultation out, for programs that are no order system."""

from __future__ import annotations

from fhir.resources.R4B.guidanceresponse import GuidanceResponse

from tests.cds_hooks.conftest import Client

PUNCTURED = {"age_years": 34, "worse_upright": True, "spinal_procedure": "lumbar_puncture", "hours_since_procedure": 48}


def test_the_service_gives_the_consultation_in_the_form_the_client_accepts(client: Client) -> None:
    case = {"id": "a", "facts": PUNCTURED}
    plain = client.post("/consultations", case).json()
    assert (plain["schema"], plain["id"], plain["outcome"]) == ("consultation/1", "a", "no_imaging_rated_appropriate")
    assert plain["consult_id"]
    fhir = client.post("/consultations", case, headers={"accept": "application/fhir+json"}).json()
    GuidanceResponse.model_validate(fhir)
    assert fhir["identifier"][0]["value"].startswith("urn:uuid:")
    assert len(client.keeper.answers) == 2


def test_a_case_that_cannot_be_read_is_said_with_its_problems(client: Client) -> None:
    response = client.post("/consultations", {"id": 3, "facts": {"age_year": 40}})
    assert response.status_code == 422
    assert response.json()["id"] == 3
    assert 'Did you mean "age_years"?' in response.json()["error"]
