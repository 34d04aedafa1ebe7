"""The ratings in data/ against an independent restatement, and what may never be written there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest

from appropriateness.engine.ranking import table
from appropriateness.knowledge.integrity import parts_of
from appropriateness.knowledge.loading import DATA
from appropriateness.knowledge.ratings import category_of
from appropriateness.knowledge.scenarios import Reading, Statement
from appropriateness.knowledge.sources import SourceKind
from appropriateness.provenance import Citation
from tests.conftest import KNOWLEDGE, yaml_file

TRANSCRIBED: list[dict[str, Any]] = yaml_file(DATA.parent / "tests" / "knowledge" / "transcribed_ratings.yaml")
BY_VARIANT = {s.acr_variant: s for s in KNOWLEDGE.scenarios.values() if s.acr_variant is not None}
CONTESTED = (3, "dsm_complete_spine")
PACKAGE = DATA.parent / "appropriateness"
FILES = sorted(DATA.rglob("*.yaml"))
CODES = {code.code for procedure in KNOWLEDGE.procedures.values() for code in procedure.codes}


def name(row: dict[str, Any]) -> str:
    return f"{row['variant']}-{row['procedure']}"


def readings(variant: int, procedure: str) -> tuple[Reading, ...]:
    (row,) = [row for row in BY_VARIANT[variant].ratings if row.procedure == procedure]
    return row.readings


def keys_of(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from keys_of(item)


def all_readings() -> list[Reading]:
    return [part for part in parts_of(KNOWLEDGE) if isinstance(part, Reading)]


def test_there_are_88_ratings_and_the_same_rows_in_both() -> None:
    held = Counter((s.acr_variant, row.procedure) for s in KNOWLEDGE.scenarios.values() for row in s.ratings)
    restated = Counter((row["variant"], row["procedure"]) for row in TRANSCRIBED)
    assert held == restated
    assert held.total() == 88


@pytest.mark.parametrize("row", TRANSCRIBED, ids=name)
def test_the_transcript_reads_the_same_in_data(row: dict[str, Any]) -> None:
    by_witness = {r.witness: r for r in readings(row["variant"], row["procedure"])}
    transcript = by_witness["appendix_transcript"]
    assert (transcript.rating, transcript.evidence) == (row["rating"], row["evidence"])
    assert transcript.reported_category == row["category"]


@pytest.mark.parametrize("row", TRANSCRIBED, ids=name)
def test_every_witness_that_agrees_is_named_and_no_other_does(row: dict[str, Any]) -> None:
    found = readings(row["variant"], row["procedure"])
    agreeing = {r.witness for r in found if r.reported_category == row["category"]}
    assert agreeing == set(row["witnesses"])


@pytest.mark.parametrize("row", TRANSCRIBED, ids=name)
def test_what_is_shown_is_what_was_transcribed(row: dict[str, Any]) -> None:
    rows = table(KNOWLEDGE, BY_VARIANT[row["variant"]].id)
    (shown,) = [found for found in rows if found.procedure.id == row["procedure"]]
    if (row["variant"], row["procedure"]) == CONTESTED:
        assert (shown.category, shown.rating, shown.evidence) == ("contested", None, None)
    else:
        assert (shown.category, shown.rating) == (row["category"], row["rating"])
        assert shown.evidence == row["evidence"]


@pytest.mark.parametrize("row", TRANSCRIBED, ids=name)
def test_the_radiation_level_is_the_one_transcribed(row: dict[str, Any]) -> None:
    rrl = KNOWLEDGE.procedures[row["procedure"]].rrl
    assert (rrl.adult, rrl.paediatric) == (row["rrl_adult"], row["rrl_paediatric"])


def test_the_one_row_on_which_witnesses_differ_is_subtraction_myelography_after_72_hours() -> None:
    shown = [(scenario, row) for scenario in KNOWLEDGE.scenarios for row in table(KNOWLEDGE, scenario)]
    contested = [(scenario, row.procedure.id) for scenario, row in shown if row.category == "contested"]
    assert contested == [("iatrogenic_over_72h", "dsm_complete_spine")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_contest_is_derived_and_nowhere_written(path: Path) -> None:
    found = [(key, value) for key, value in keys_of(yaml_file(path)) if "contest" in key or value == "contested"]
    assert found == []


def test_the_contest_goes_once_the_article_is_taken_out() -> None:
    found = readings(*CONTESTED)
    assert category_of(found, KNOWLEDGE.sources) == "contested"
    without = [r for r in found if r.witness != "gighz_pdph_over_72h"]
    assert category_of(without, KNOWLEDGE.sources) == "usually_not_appropriate"


@pytest.mark.parametrize("kind", get_args(SourceKind))
def test_only_a_guideline_a_transcript_or_an_article_that_differs_contests(kind: SourceKind) -> None:
    voice = replace(KNOWLEDGE.sources["acr_2024"], id="voice", kind=kind)
    knowledge = replace(KNOWLEDGE, sources={**KNOWLEDGE.sources, "voice": voice})
    dissent = Reading(witness="voice", category="usually_not_appropriate", locator="anywhere")
    shown = category_of((*readings(1, "mri_head_wo_w"), dissent), knowledge.sources)
    contests = kind in ("guideline", "transcript", "article")
    assert shown == ("contested" if contests else "usually_appropriate")


def test_two_numbers_of_one_category_are_a_contest_too() -> None:
    found = readings(1, "mri_head_wo_w")
    dissent = Reading(witness="acr_2024", rating=7, locator="anywhere")
    assert category_of((*found, dissent), KNOWLEDGE.sources) == "contested"


@pytest.mark.parametrize(
    ("rating", "category"),
    [(9, "usually_appropriate"), (7, "usually_appropriate"), (6, "may_be_appropriate"), (4, "may_be_appropriate"),
     (3, "usually_not_appropriate"), (1, "usually_not_appropriate")],
)  # fmt: skip
def test_the_category_follows_from_the_rating(rating: int, category: str) -> None:
    assert Reading(witness="acr_2024", rating=rating, locator="table").reported_category == category


def test_every_reading_has_a_witness_that_exists_and_a_locator() -> None:
    assert len(all_readings()) >= 88
    for reading in all_readings():
        assert reading.witness in KNOWLEDGE.sources
        assert reading.locator.strip()


def test_every_statement_cites_a_known_source_or_says_that_it_is_unchecked() -> None:
    statements = [part for part in parts_of(KNOWLEDGE) if isinstance(part, Statement)]
    assert len(statements) > 300
    silent = [part.say for part in statements if part.cite is None and part.basis != "unchecked"]
    assert silent == []


def test_no_text_hides_a_source_that_is_not_declared() -> None:
    citations = [part for part in parts_of(KNOWLEDGE) if isinstance(part, Citation)]
    assert {citation.source for citation in citations} <= set(KNOWLEDGE.sources)
    seeds = set(re.findall(r"\b(?:seed_\d+|gighz_\w+|droracle_\w+)\b", "".join(p.read_text("utf-8") for p in FILES)))
    assert seeds <= set(KNOWLEDGE.sources), seeds - set(KNOWLEDGE.sources)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_claims_to_have_been_checked_by_a_person(path: Path) -> None:
    assert [value for key, value in keys_of(yaml_file(path)) if key == "checked" and value is not False] == []


def test_a_scenario_without_a_variant_borrows_no_ratings() -> None:
    unrated = {s.id for s in KNOWLEDGE.scenarios.values() if s.acr_variant is None}
    assert unrated == {"leak_seen_not_located", "recurrent_after_patch"}
    assert all(KNOWLEDGE.scenarios[name].ratings == () for name in unrated)
    assert sorted(BY_VARIANT) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_procedure_code_that_needs_a_paid_licence_is_in_the_data(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\bCPT\b|\bHCPCS\b", text)
    for address_or_code in [*re.findall(r'https?://[^\s"]+', text), *CODES]:
        text = text.replace(address_or_code, "")
    five_digits = re.findall(r"(?<![\d.,_/:-])\d{5}(?![\d.,_/-])", text)
    assert five_digits == []


def test_only_sources_and_attributions_hold_addresses_so_nothing_is_fetched() -> None:
    holding = {path.name for path in FILES if re.search(r"https?://|www\.", path.read_text(encoding="utf-8"))}
    assert holding <= {"sources.yaml", "edition.yaml", "codes.yaml"}  # code systems are named by addresses
    program = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    clients = r"^\s*(?:import|from)\s+(?:urllib\.request|http\.client|urllib3|requests|httpx|aiohttp|ftplib)\b"
    assert re.findall(clients, program, flags=re.MULTILINE) == []
