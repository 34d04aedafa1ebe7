"""What a site may not say: every fault is refused with its file and line."""

from __future__ import annotations

from datetime import date

import pytest

from appropriateness.knowledge.loading import DATA, load
from tests.site.conftest import TABLE, SiteFolder

pytestmark = pytest.mark.durability


def test_the_site_the_readme_describes_is_sound(site: SiteFolder) -> None:
    assert site.load().site is not None


@pytest.mark.parametrize(
    ("old", "new", "where", "said"),
    [
        ("procedure: mri_complete_spine_wo, m", "procedure: mri_spine_wo, m", "mri_spine_wo",
         'UNKNOWN_PROCEDURE: "mri_spine_wo" is not declared in procedures.yaml.'),
        ("scenario: sih_initial", "scenario: sih_intial", "sih_intial",
         'UNKNOWN_SCENARIO: "sih_intial" is not declared in scenarios/. Did you mean "sih_initial"?'),
        ('minutes: 45, owner: "MRI lead", ', "minutes: 45, ", "minutes: 45",
         'MISSING_KEY: "owner" is missing; every entry of minutes needs it.'),
        ('because: "The scanner is free at night.", owner: "Neuroradiology"', 'because: "Free at night."', "Free at",
         'MISSING_KEY: "owner" is missing; every entry of first_choices needs it.'),
        ('"MRI lead", expires: "2027-03-31"', '"MRI lead"', "MRI lead",
         'MISSING_KEY: "expires" is missing; every entry of minutes needs it.'),
        ('"MRI lead", expires: "2027-03-31"', '"MRI lead", expires: "2026-11-19"', "2026-11-19",
         "EXPIRED: in force until 2026-11-19, and it is 2026-11-20. Ask its owner (MRI lead) to renew it, or remove"),
        ('"MRI lead", expires: "2027-03-31"', '"MRI lead", expires: "31.3.2027"', "31.3.2027",
         'WRONG_SHAPE: minutes.0.expires: a date is written as "2027-03-31".'),
        ("minutes: 45", "minutes: 0", "minutes: 0", "WRONG_SHAPE: minutes.0.minutes: "),
        ("[iohexol_300]", "[iohexol_350]", "iohexol_350",
         "NOT_LABELLED: Iohexol 350 is not labelled for intrathecal use; no site can allow it."),
        ("[iohexol_300]", "[iohexol_3000]", "iohexol_3000", 'UNKNOWN_AGENT: "iohexol_3000" is not declared in'),
        ("procedure: mri_head_wo_w", "procedure: ct_myelography", "procedure: ct_myelography",
         'LOWER_RATED: "ct_myelography" is may_be_appropriate in "sih_initial"'),
        ("rating: 1", "rating: 10", "rating: 10", "WRONG_SHAPE: checks.0.rating: "),
        ("rating: 1", "category: mostly_fine", "mostly_fine", "WRONG_SHAPE: checks.0.category: "),
        ('reviewer: "A. Reviewer, MD"', 'reviewer: ""', 'reviewer: ""', "WRONG_SHAPE: checks.0.reviewer: "),
        ('checked_on: "2026-11-01"', 'checked_on: "2026-12-01"', "- scenario: iatrogenic_over_72h",
         "NOT_YET: checked on 2026-12-01, and it is 2026-11-20; correct the date."),
        ("procedure: dsm_complete_spine", "procedure: mrv_head", "- scenario: iatrogenic_over_72h",
         'NO_SUCH_ROW: "iatrogenic_over_72h" has no rating of "mrv_head" to check.'),
        ("minutes:\n", "minuts:\n", "MRI lead", 'UNKNOWN_KEY: "minuts" is not a key here. Did you mean "minutes"?'),
        ("site/1", "site/2", "site/2", "WRONG_SHAPE: schema: "),
    ],
)  # fmt: skip
def test_one_fault_of_a_policy_is_refused_with_file_and_line(
    site: SiteFolder, old: str, new: str, where: str, said: str
) -> None:
    site.change(old, new)
    messages = site.refused()
    assert len(messages) == 1
    assert messages[0].startswith(f"site/site.yaml:{site.line(where)} {said}"), messages[0]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("3,mri_spine,5,,,", 'UNKNOWN_PROCEDURE: "mri_spine" is not declared in procedures.yaml.'),
        ("7,mri_head_wo,5,,,", 'UNKNOWN_VARIANT: variant "7" is none of 1, 2, 3, 4, 5, 6.'),
        ("3,mri_head_wo,12,,,", 'RATING_OUTSIDE_THE_SCALE: a panel rating is a whole number from 1 to 9, not "12".'),
        ("3,mri_head_wo,4.5,,,", "RATING_OUTSIDE_THE_SCALE"),
        ("3,mri_head_wo,,fairly_appropriate,,", 'UNKNOWN_CATEGORY: "fairly_appropriate" is not a category of the'),
        ("3,mri_head_wo,8,may_be_appropriate,,", "CATEGORY_AND_RATING: rating 8 is usually_appropriate, not may_be"),
        ("3,mri_head_wo,,,,", "NO_RATING: the line gives neither a rating nor a category."),
        ("3,mri_head_wo,5,,anecdotal,", 'UNKNOWN_EVIDENCE: "anecdotal" is not a strength of evidence.'),
        ("3,mri_complete_spine_wo,6,,,", "RATED_TWICE: the same row stands in line 2; keep one."),
        ("3,mrv_head,6,,,", 'NOT_RATED_HERE: "mrv_head" is called for by flags only'),
        ("3,mri_head_wo,5,,,a,b", "TOO_MANY_FIELDS"),
    ],
)
def test_one_fault_of_the_table_is_refused_with_file_and_line(site: SiteFolder, line: str, said: str) -> None:
    site.write("ratings.csv", TABLE + line + "\n")
    messages = site.refused()
    assert len(messages) == 1
    assert messages[0].startswith(f"site/ratings.csv:4 {said}"), messages[0]


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("variant,procedure,score", 'UNKNOWN_COLUMN: "score" is not a column.'),
        ("variant,rating", 'MISSING_COLUMN: "procedure" is missing. Columns: variant, procedure, rating, category,'),
        ("variant,procedure,rating,rating", 'COLUMN_TWICE: "rating" stands twice; keep one.'),
        ("", 'MISSING_COLUMN: "procedure" is missing.'),
    ],
)
def test_a_table_with_other_columns_is_refused(site: SiteFolder, head: str, said: str) -> None:
    site.write("ratings.csv", head + "\n")
    assert site.refused()[0].startswith(f"site/ratings.csv:1 {said}")


def test_all_faults_of_a_table_are_named_at_once(site: SiteFolder) -> None:
    site.write("ratings.csv", TABLE + "3,nothing,5,,,\n9,mri_head_wo,5,,,\n")
    assert [message.split(" ")[0] for message in site.refused()] == ["site/ratings.csv:4", "site/ratings.csv:5"]


def test_a_table_whose_quotes_never_close_is_refused(site: SiteFolder) -> None:
    site.write("ratings.csv", TABLE + '3,mri_head_wo,5,,,"open\n')
    assert [message.split(" ")[1] for message in site.refused()] == ["BROKEN_CSV:"]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b""])
def test_a_table_that_is_no_text_is_refused(site: SiteFolder, content: bytes) -> None:
    (site.path / "ratings.csv").write_bytes(content)
    assert all(message.startswith("site/ratings.csv") for message in site.refused())


def test_a_table_that_is_named_but_missing_is_refused(site: SiteFolder) -> None:
    (site.path / "ratings.csv").unlink()
    assert site.refused() == ["site/ratings.csv NO_FILE: the file is missing; restore it as UTF-8 text."]


@pytest.mark.parametrize("name", ["site.yml", "rating.csv", "minutes.yaml"])
def test_a_file_that_no_policy_names_is_not_left_out_in_silence(site: SiteFolder, name: str) -> None:
    site.write(name, "")
    assert site.refused()[0].startswith(f"site/{name} UNKNOWN_FILE: ")


@pytest.mark.parametrize("name", ["../data/facts.csv", "/etc/passwd.csv", "a/b.csv", "table.txt"])
def test_a_table_outside_the_folder_is_refused(site: SiteFolder, name: str) -> None:
    site.change("file: ratings.csv", f'file: "{name}"')
    assert any(f"site/site.yaml:{site.line(name)} WRONG_SHAPE" in message for message in site.refused())


def test_a_folder_that_is_not_there_is_named(site: SiteFolder) -> None:
    site.path = site.path / "elsewhere"
    assert site.refused() == [f"{site.path} NO_FOLDER: there is no such site folder."]


def test_a_policy_is_in_force_through_its_last_day_and_not_after_it(site: SiteFolder) -> None:
    assert site.load(date(2027, 3, 31)).site is not None
    messages = site.refused(date(2027, 4, 1))
    assert len(messages) == 5 and all("EXPIRED" in message for message in messages)


def test_a_site_without_a_day_is_refused_because_expiry_could_not_be_looked_at(site: SiteFolder) -> None:
    with pytest.raises(ValueError, match="on which day"):
        load(DATA, site.path)


def test_a_first_choice_that_is_contested_or_that_no_source_speaks_for_is_refused(site: SiteFolder) -> None:
    site.only("first_choices")
    site.change("sih_initial", "iatrogenic_over_72h")
    site.change("mri_head_wo_w", "dsm_complete_spine")
    assert '"dsm_complete_spine" is contested in "iatrogenic_over_72h"' in site.refused()[0]
    site.change("iatrogenic_over_72h", "recurrent_after_patch")
    site.change("dsm_complete_spine", "dtpa_cisternography")
    assert 'no source speaks for "dtpa_cisternography" in "recurrent_after_patch"' in site.refused()[0]
