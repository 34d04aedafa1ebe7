"""A site's settings and codes: as data/README.md shows them they work, spoilt they are refused with file and line."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from appropriateness import cli
from appropriateness.cds_hooks.security import Signed, ThisMachine
from appropriateness.cds_hooks.settings import read_settings
from appropriateness.cds_hooks.start import gate, new_start
from appropriateness.errors import KnowledgeError
from appropriateness.fhir.elements import Coding
from appropriateness.fhir.site_codes import read_codes
from appropriateness.knowledge.loading import DATA, load
from tests.conftest import KNOWLEDGE, ON

README = (DATA / "README.md").read_text(encoding="utf-8")


def block(first: str, end: str) -> str:
    return textwrap.dedent(README[README.index(first) : README.index(end)]).strip() + "\n"


SETTINGS = block("    schema: service/1", "Clients sign every call")
ROWS = block("    system,code,means", "`means` is a procedure")


def key(name: str = "a", private: bool = False, curve: Any = None) -> dict[str, Any]:
    made = ec.generate_private_key(curve or ec.SECP384R1())
    return {**json.loads(jwt.algorithms.ECAlgorithm.to_jwk(made if private else made.public_key())), "kid": name}


class SiteFolder:
    """The folder of the README; `change` spoils a file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir()
        self.write("service.yaml", SETTINGS)
        self.write("procedure_codes.csv", ROWS)
        self.keys([key()])

    def write(self, name: str, text: str) -> None:
        (self.path / name).write_text(text, encoding="utf-8")

    def keys(self, keys: list[dict[str, Any]]) -> None:
        self.write("ehr-keys.json", json.dumps({"keys": keys}))

    def change(self, old: str, new: str, name: str = "service.yaml") -> None:
        text = (self.path / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, old
        self.write(name, text.replace(old, new))


@pytest.fixture
def site(tmp_path: Path) -> SiteFolder:
    return SiteFolder(tmp_path / "site")


def refusals(read: Callable[[], object]) -> list[str]:
    with pytest.raises(KnowledgeError) as caught:
        read()
    return [str(problem) for problem in caught.value.problems]


# settings


def test_the_settings_of_the_readme_work(site: SiteFolder) -> None:
    settings = read_settings(site.path)
    (issuer,) = settings.issuers.values()
    assert (issuer.name, list(issuer.keys)) == ("https://ehr.hospital.example/r4", ["a"])
    assert str(settings.zone) == "Europe/Berlin"


def test_with_issuers_calls_are_signed_and_without_them_only_this_machine_is_answered(site: SiteFolder) -> None:
    start = new_start(DATA, site.path, None, "http://127.0.0.1:8080", site.path / "used.sqlite")
    assert isinstance(gate(start, read_settings(site.path), "https://x"), Signed)
    assert isinstance(gate(start, read_settings(None), "https://x"), ThisMachine)


PUBLIC, PAGE = 'public_url: "https://cds.hospital.example/imaging"\n', "https://imaging.hospital.example/order"
SPOILT: dict[str, tuple[str, str, str]] = {
    "a misspelt key": ("origins:", "origin:", 'site/service.yaml:5 UNKNOWN_KEY: "origin" is not a key here.'),
    "no public address": (PUBLIC, "", "site/service.yaml:3 NO_PUBLIC_URL"),
    "an address without a scheme": ("https://cds.", "cds.", "site/service.yaml:2 NO_ADDRESS"),
    "an address with a query": ("example/imaging", "example/imaging?a=1", "site/service.yaml:2 NO_ADDRESS"),
    "a page that is no address": (PAGE, "order page", "site/service.yaml:6 NO_ADDRESS"),
    "a zone nobody knows": ("Europe/Berlin", "Berlin", "site/service.yaml:7 UNKNOWN_ZONE"),
    "a zone outside its folder": ("Europe/Berlin", "../../etc/passwd", "site/service.yaml:7 UNKNOWN_ZONE"),
    "keys that are not there": ("ehr-keys.json", "other.json", "site/service.yaml:4 BAD_KEY_SET"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_spoilt_settings_are_refused_with_file_and_line(site: SiteFolder, name: str) -> None:
    old, new, said = SPOILT[name]
    site.change(old, new)
    (problem,) = refusals(lambda: read_settings(site.path))
    assert problem.startswith(said)


def test_keys_that_sign_nothing_here_are_refused(site: SiteFolder) -> None:
    small = rsa.generate_private_key(public_exponent=65537, key_size=1024).public_key()
    weak = {**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(small)), "kid": "a"}
    for keys, why in (
        ([key(private=True)], "secret"),
        ([key(curve=ec.SECP256R1())], "no key for ES384 or RS384"),
        ([key(), key()], "kid of its own"),
        ([{"kty": "oct", "k": "c2VjcmV0", "kid": "a"}], "secret"),
        ([weak], "shorter than 2048 bits"),
        ([], "no key for"),
    ):
        site.keys(keys)
        (problem,) = refusals(lambda: read_settings(site.path))
        assert "BAD_KEY_SET" in problem and why in problem


# codes


def test_the_codes_of_the_readme_work_and_both_ways_of_naming_a_system(site: SiteFolder) -> None:
    codes = read_codes(DATA, KNOWLEDGE, site.path)
    ordered = codes.order([Coding("http://www.ama-assn.org/go/cpt", "00000", "")])
    assert ordered is not None and ordered.procedures == ("mri_head_wo",)
    assert codes.performed_kind([Coding("https://hospital.example/procedures", "LP", "")]) == "lumbar_puncture"
    assert codes.order([Coding("https://hospital.example/procedures", "LP", "")]) is None


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "cpt,1,mri_haed_wo",
            '4 BAD_ROW: "mri_haed_wo" is neither a study nor a procedure that was done.',
        ),
        ("cpt,1,none", '4 BAD_ROW: "none" is neither'),
        ("cpt,00000,ct_head_wo", "4 BAD_ROW: cpt 00000 stands here twice; keep one."),
        ("ctp,1,ct_head_wo", '4 BAD_ROW: "ctp" is no code system; write one of loinc'),
        ("cpt,,ct_head_wo", "4 BAD_ROW: the code is missing."),
        ("cpt,1", "4 BAD_ROW: a row has three cells."),
        ('cpt,"1,ct_head_wo', "4 BAD_ROW: the line is not CSV"),
    ],
)
def test_a_row_that_means_nothing_is_refused_with_its_line(site: SiteFolder, row: str, said: str) -> None:
    site.write("procedure_codes.csv", ROWS + row + "\n")
    (problem,) = refusals(lambda: read_codes(DATA, KNOWLEDGE, site.path))
    assert problem.startswith(f"site/procedure_codes.csv:{said}")


def test_a_table_without_its_heading_is_refused(site: SiteFolder) -> None:
    site.write("procedure_codes.csv", "cpt,1,ct_head_wo\n")
    assert "the first line has to be system,code,means." in refusals(lambda: read_codes(DATA, KNOWLEDGE, site.path))[0]


def test_settings_and_codes_may_lie_beside_local_policy(site: SiteFolder) -> None:
    site.write("site.yaml", 'schema: site/1\nname: "General Hospital"\n')
    assert load(DATA, site.path, ON).site is not None


# the command


def test_the_service_does_not_listen_to_other_machines_without_issuers(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["serve", "--host", "0.0.0.0"]) == 2
    assert "no issuer is known" in capsys.readouterr().err


def test_a_store_that_cannot_be_used_keeps_the_service_from_starting(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert cli.main(["serve", "--records", str(tmp_path)]) == 2
    assert "cannot be opened" in capsys.readouterr().err


def test_spoilt_codes_keep_the_service_from_starting(site: SiteFolder, capsys: pytest.CaptureFixture[str]) -> None:
    site.write("site.yaml", 'schema: site/1\nname: "General Hospital"\n')
    site.write("procedure_codes.csv", ROWS + "cpt,1,nothing\n")
    assert cli.main(["serve", "--site", str(site.path)]) == 3
    assert "procedure_codes.csv:4" in capsys.readouterr().err
