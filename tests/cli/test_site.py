"""A site's policy on the command line: named, refused with its line, and beside the sources in the answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from appropriateness.engine.site_policy import differences
from tests.cli.conftest import Run
from tests.site.conftest import SiteFolder
from tests.site.test_policy import OVER_72H


@pytest.fixture
def site(tmp_path: Path) -> SiteFolder:
    return SiteFolder(tmp_path / "site")


def test_check_knowledge_names_every_override_with_its_owner_and_its_last_day(site: SiteFolder, run: Run) -> None:
    ran = run("check-knowledge", "--site", site.path, "--on", "2026-11-20")
    text = " ".join(ran.out.split())
    assert ran.code == 0
    assert "Local policy of General Hospital: 5 differences from the sources." in text
    for item in differences(site.load()):
        assert f"{item.place} {item.kind}" in text
    assert "A. Reviewer, MD" in text
    assert text.count("owner") == 5 and text.count("in force until 2027-03-31.") == 5
    assert "In force until 2027-03-31; after that day the policy is refused until renewed." in text


def test_an_expired_site_ends_the_command_with_the_line_named(site: SiteFolder, run: Run) -> None:
    ran = run("consult", "--site", site.path, "--on", "2028-01-01", stdin="age_years: 40")
    assert ran.code == 3
    assert f"site/site.yaml:{site.line('minutes: 45')} EXPIRED" in ran.err


def test_the_terminal_names_the_reviewer_too(site: SiteFolder, run: Run) -> None:
    site.only("checks")
    ran = run("consult", "--site", site.path, "--on", "2026-11-20", stdin=json.dumps(OVER_72H))
    text = " ".join(ran.out.split())
    assert "Settled by a check against the publisher by A. Reviewer, MD on 2026-11-01" in text


def test_check_knowledge_names_the_codes_and_the_service_settings_of_a_site(site: SiteFolder, run: Run) -> None:
    local = ["http://hospital.example/codes,MR7,mri_head_wo", "loinc,30799-1,ct_head_w"]
    (site.path / "procedure_codes.csv").write_text("\n".join(["system,code,means", *local]) + "\n")
    (site.path / "service.yaml").write_text('schema: service/1\ntime_zone: "Europe/Berlin"\n')
    ran = run("check-knowledge", "--site", site.path, "--on", "2026-11-20")
    assert ran.code == 0
    assert "procedure_codes.csv: 1 codes of the site" in ran.out
    assert "loinc 30799-1 means ct_head_w here; the knowledge says ct_head_wo." in ran.out
    assert "service.yaml: time zone Europe/Berlin." in ran.out


def test_check_knowledge_refuses_faults_of_all_site_files_at_once_with_their_lines(site: SiteFolder, run: Run) -> None:
    (site.path / "procedure_codes.csv").write_text("system,code,means\nloinc,1-1,mri_heart\nnowhere,2,mri_head_wo\n")
    (site.path / "service.yaml").write_text(
        'schema: service/1\ntime_zone: "Berlin"\nissuers:\n  - {iss: "https://ehr.example", key_set: "none.json"}\n'
    )
    ran = run("check-knowledge", "--site", site.path, "--on", "2026-11-20")
    assert ran.code == 3
    for place in ("procedure_codes.csv:2 BAD_ROW", "procedure_codes.csv:3 BAD_ROW", "service.yaml:2 UNKNOWN_ZONE"):
        assert f"site/{place}" in ran.err
    assert "site/service.yaml:4 BAD_KEY_SET" in ran.err and "site/service.yaml:4 NO_PUBLIC_URL" in ran.err
    (site.path / "service.yaml").write_text('schema: service/1\ntimezone: "Europe/Berlin"\n')
    assert "site/service.yaml:2 " in run("check-knowledge", "--site", site.path, "--on", "2026-11-20").err
