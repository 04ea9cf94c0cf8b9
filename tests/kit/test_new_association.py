"""The package of a new association: complete, true from its first minute, and never written over something."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.kit.conftest import CODE

from vouchbook import associations
from vouchbook.authoring import Unusable, Written, write_association
from vouchbook.authoring.package import FILES, TEMPLATES, newest_edition
from vouchbook.cli import main
from vouchbook.policy.portfolio_reader import read_portfolio
from vouchbook.service.conformance.checking import check
from vouchbook.service.evaluation import policy_of

pytestmark = pytest.mark.timeout(240)  # packages are written, checked and lived through

ROOT = Path(__file__).parents[2]
NC = ROOT / "associations/nc"


def text_of(written: Written) -> str:
    return "\n".join((written.folder / file).read_text("utf-8") for file in written.files)


def refused(place: Path, code: str, name: str | None = None) -> str:
    before = sorted(place.rglob("*"))
    with pytest.raises(Unusable) as problem:
        write_association(code, name, place)
    assert sorted(place.rglob("*")) == before, "a refusal writes nothing"
    return str(problem.value)


# ── What is written ───────────────────────────────────────────────────────────────────────────


def test_it_has_the_files_of_every_association_and_its_own_licence(tmp_path: Path) -> None:
    written = write_association("va", "Virginia Association for Infant Mental Health", tmp_path)
    assert written.folder == tmp_path / "vouchbook-va"
    of_nc = {str(path.relative_to(NC)).replace("nc", "va") for path in NC.rglob("*") if path.suffix not in (".pyc", "")}
    asked = {"pyproject.toml", "README.md", "docs/index.md", "vouchbook_va/__init__.py", "vouchbook_va/policy.toml"}
    assert asked <= of_nc
    assert {*asked, "LICENSE", "vouchbook_va/py.typed"} <= {*written.files}
    assert len([file for file in written.files if re.fullmatch(r"tests/test_va_\w+\.py", file)]) == 3
    assert (written.folder / "LICENSE").read_text() == (ROOT / "LICENSE").read_text()


def test_every_template_is_used_and_every_field_filled(tmp_path: Path) -> None:
    templates = {str(path.relative_to(str(TEMPLATES))) for path in Path(str(TEMPLATES)).rglob("*") if path.is_file()}
    assert templates == {f"{template}.in" for template in FILES.values() if template is not None}
    assert "{{" not in text_of(write_association("va", None, tmp_path))


def test_its_project_says_what_it_needs_and_where_it_is_found(tmp_path: Path) -> None:
    written = write_association("va", 'The "Old Dominion" Association', tmp_path)
    project = tomllib.loads((written.folder / "pyproject.toml").read_text())["project"]
    assert project["description"] == 'Vouchbook for The "Old Dominion" Association'
    assert project["dependencies"] == ["vouchbook>=0.1,<0.2", "vouchbook-guidelines>=0.1,<0.2"]
    assert project["entry-points"] == {associations.ASSOCIATIONS: {"va": "vouchbook_va"}}
    assert project["license-files"] == ["LICENSE"]
    ours = tomllib.loads((NC / "pyproject.toml").read_text())
    assert tomllib.loads((written.folder / "pyproject.toml").read_text())["build-system"] == ours["build-system"]


def test_its_policy_assumes_nothing_in_silence(tmp_path: Path) -> None:
    written = write_association("va", None, tmp_path)
    policy = tomllib.loads((written.folder / "vouchbook_va/policy.toml").read_text())
    rows = [row for table, rows in policy.items() if isinstance(rows, list) for row in rows]
    assert len(rows) >= 10
    assert [row for row in rows if row.get("confirmed") is not False or row["source"] != "assumed"] == []


def test_it_builds_on_the_newest_edition_and_offers_what_that_holds(tmp_path: Path) -> None:
    written = write_association("va", None, tmp_path)
    version, in_vain = policy_of(written.folder / "vouchbook_va/policy.toml")
    edition = newest_edition()
    assert edition is not None
    assert in_vain == ()
    assert [row.edition for row in version.document.guidelines] == [edition.edition]
    offered = {*version.document.association.categories}
    assert "IMHS" in offered
    assert offered == {sheet.category for sheet in version.document.sheets if sheet.at.value == "application"}
    families = {"ECMH" if category.startswith("EC") else "IMH" for category in offered}
    assert {*version.document.association.families} == families


@pytest.mark.parametrize("code", ["va", "wy", "aa", "zz", "ie"])
def test_whatever_the_code_it_holds_at_once(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = write_association(code, f'Association {code} – für Säuglinge & ihre Eltern \\ "früh"', tmp_path)
    info = written.folder / f"vouchbook_{code}-0.1.0.dist-info"
    info.mkdir()
    project = tomllib.loads((written.folder / "pyproject.toml").read_text())["project"]
    needs = "".join(f"Requires-Dist: {each}\n" for each in project["dependencies"])
    head = f"Metadata-Version: 2.4\nName: vouchbook-{code}\nVersion: 0.1.0\n"
    (info / "METADATA").write_text(f"{head}Requires-Python: >=3.11\nLicense-File: LICENSE\n{needs}")
    (info / "entry_points.txt").write_text(f"[{associations.ASSOCIATIONS}]\n{code} = vouchbook_{code}\n")
    monkeypatch.syspath_prepend(written.folder)
    associations._packages.cache_clear()
    try:
        assert check(code).problems == ()
        package = sys.modules[f"vouchbook_{code}"]
        assert str(package.__doc__).startswith(f"Association {code} – für Säuglinge")
    finally:
        associations._packages.cache_clear()


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(min_size=1, max_size=40))
def test_whatever_its_name_the_files_can_be_read(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    place = tmp_path_factory.mktemp("named")
    if not name.strip() or not name.strip().isprintable():
        assert refused(place, "va", name)
        return
    written = write_association("va", name, place)
    policy = tomllib.loads((written.folder / "vouchbook_va/policy.toml").read_text("utf-8"))
    assert policy["association"]["name"] == name.strip()
    tomllib.loads((written.folder / "pyproject.toml").read_text("utf-8"))
    compile((written.folder / "vouchbook_va/__init__.py").read_text("utf-8"), "it", "exec")


def test_its_samples_name_it_and_nobody_real(tmp_path: Path) -> None:
    written = write_association("va", None, tmp_path)
    for file in (file for file in written.files if "/samples/" in file):
        read = read_portfolio(written.folder / file)
        assert read.person.email.endswith("@example.org")
    assert 'association = "va"' in (written.folder / "vouchbook_va/samples/imhs-complete.toml").read_text()


# ── What is refused ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("code", "way_out"),
    [
        *((near, "try: va") for near in ("VA", " va", "ＶＡ")),
        *((none, "two small letters") for none in ("", "v", "vax", "v1", "v-", "../x", "é́", "a\n", "alliance")),
    ],
)
def test_a_code_that_is_none_is_refused_with_the_one_that_was_meant(tmp_path: Path, code: str, way_out: str) -> None:
    assert way_out in refused(tmp_path, code)


def test_a_code_that_is_taken_is_refused_with_whose_it_is(tmp_path: Path) -> None:
    said = refused(tmp_path, "nc")
    assert said.startswith("'nc' is taken: vouchbook-nc 0.1.0 answers for it")
    assert "pip uninstall vouchbook-nc" in said


@pytest.mark.parametrize(
    ("name", "way_out"),
    [
        *((none, "give it with --name") for none in ("", "  ")),
        ("x" * 121, "shorten it"),
        *((hidden, "do not print") for hidden in ("two\nlines", "bell\a", "\u202eturned")),
    ],
)
def test_a_name_that_cannot_stand_in_a_file_is_refused(tmp_path: Path, name: str, way_out: str) -> None:
    assert way_out in refused(tmp_path, "va", name)


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    assert len(refused(tmp_path, "VAX", "two\nlines").splitlines()) == 2


def test_what_is_there_is_never_overwritten(tmp_path: Path) -> None:
    for already in (Path.mkdir, Path.touch, lambda path: path.symlink_to("nowhere")):
        place = tmp_path / str(len([*tmp_path.iterdir()]))
        place.mkdir()
        already(place / "vouchbook-va")
        assert "is there already, and nothing is overwritten" in refused(place, "va")


def test_a_place_that_is_none_is_named(tmp_path: Path) -> None:
    assert "is no folder; make it first" in refused(tmp_path / "nowhere", "va")


# ── The command ───────────────────────────────────────────────────────────────────────────────


def test_the_command_says_what_it_wrote_and_how_to_go_on(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        main, ["new-association", CODE, "--name", "Association of Testers", "--into", str(tmp_path)]
    )
    assert done.exit_code == 0, done.output
    assert done.output.startswith(f"Wrote {tmp_path}/vouchbook-xq/ with 12 files:\n  pyproject.toml\n")
    assert f"pip install -e '{tmp_path}/vouchbook-xq[test]'" in done.output
    assert "vouchbook association check xq" in done.output


def test_the_command_answers_and_refuses_in_json(tmp_path: Path) -> None:
    asked = ["new-association", CODE, "--into", str(tmp_path), "--json"]
    done = json.loads(CliRunner().invoke(main, asked).output)
    assert (done["association"], done["folder"]) == ("xq", str(tmp_path / "vouchbook-xq"))
    assert len(done["files"]) == 12
    again = CliRunner().invoke(main, asked)
    assert again.exit_code == 2
    assert json.loads(again.stderr)["error"]["code"] == "unusable"
