"""A package as its author should not write it: every defect is found, named with its place, and told how to mend."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.kit.conftest import Author, group, only

from vouchbook.associations import Association, NotInstalled
from vouchbook.cli import main
from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.refusal import Refused
from vouchbook.service.conformance import hooks, replay
from vouchbook.service.conformance.checking import check
from vouchbook.service.conformance.life import Trial
from vouchbook.service.conformance.samples import samples_of
from vouchbook.service.conformance.shape import ORDER
from vouchbook.service.evaluation import installed_policy
from vouchbook.service.folder import Folder

pytestmark = pytest.mark.timeout(240)  # packages are written, checked and lived through

Defect = Callable[[Author], object]
POLICY, START = "policy.toml", "__init__.py"
PLAN = '[[plan]]\nkey       = "individual"'
ANSWERS = "    return None\n"


def test_a_package_that_was_just_written_holds(author: Author) -> None:
    found = author.checked(editable=True)
    assert found.problems == ()
    assert found.holds
    assert [each.group for each in found.checked] == ["shape", "hooks", "policy", "replay", "purity"]
    assert [each.said for each in found.checked] == [
        "5 files in vouchbook_xq, as every association has them",
        "no hooks: policy data answers everything",
        group(found, "policy").said,
        "2 samples, 1 of them lived to a decision",
        "no question is answered by code",
    ]
    assert group(found, "policy").said.endswith("of them confirmed by nobody")
    assert group(found, "replay").notes[1] == "imhs-complete: approved"


def test_what_is_not_installed_is_told(author: Author) -> None:
    with pytest.raises(NotInstalled):
        check("zz")


# ── One defect each ───────────────────────────────────────────────────────────────────────────


def metadata(author: Author, *lines: str) -> None:
    author.metadata = [*lines]


def points(author: Author, group: str, **names: str) -> None:
    author.points[group] = names


SHAPE: dict[str, tuple[Defect, str, str | None]] = {
    "missing_file: types": (
        lambda a: (a.package / "py.typed").unlink(),
        "py.typed is not there",
        "vouchbook_xq/py.typed",
    ),
    "missing_file: samples": (
        lambda a: shutil.rmtree(a.package / "samples"),
        "samples/ is not there",
        "vouchbook_xq/samples/",
    ),
    "missing_file: licence": (lambda a: (a.folder / "LICENSE").unlink(), "LICENSE is not there", "LICENSE"),
    "missing_file: docs": (
        lambda a: (a.folder / "docs/index.md").unlink(),
        "docs/index.md is not there",
        "docs/index.md",
    ),
    "missing_file: tests": (lambda a: shutil.rmtree(a.folder / "tests"), "it has no tests", "tests/"),
    "docstring": (
        lambda a: (a.package / START).write_text("from vouchbook import hookimpl\n"),
        "the package does not say whose it is",
        "vouchbook_xq/__init__.py",
    ),
    "name": (lambda a: setattr(a, "name", "acme-xq"), "the distribution is called acme-xq", "pyproject.toml"),
    "dependency: none": (
        lambda a: a.requires.pop(),
        "it does not say that it needs vouchbook-guidelines",
        "pyproject.toml",
    ),
    "dependency: any": (
        lambda a: a.requires.__setitem__(0, "vouchbook"),
        "it names no oldest version of vouchbook: vouchbook",
        "pyproject.toml",
    ),
    "licence": (
        lambda a: metadata(a, "Requires-Python: >=3.11"),
        "its wheel carries no licence",
        "pyproject.toml",
    ),
    "python": (lambda a: metadata(a, "License-File: LICENSE"), "it names no version of Python", "pyproject.toml"),
    "order": (
        lambda a: a.edit(POLICY, PLAN, '[[fee]]\noccasion = "renewal"\namount = 5\nsource = "assumed"\n\n' + PLAN),
        "[[plan]] stands after [[fee]]",
        "vouchbook_xq/policy.toml",
    ),
}


@pytest.mark.parametrize("defect", SHAPE)
def test_a_defect_of_shape_is_named(author: Author, defect: str) -> None:
    make, what, where = SHAPE[defect]
    make(author)
    problems = group(author.checked(editable=True), "shape").problems
    assert [(problem.code, problem.where) for problem in problems] == [(defect.partition(":")[0], where)]
    assert problems[0].what.startswith(what)


def test_files_that_a_wheel_would_put_beside_everybodys_packages_are_named(author: Author) -> None:
    problem = only(author.checked(strays=["tests/test_xq_policy.py", "docs/index.md", "vouchbook_xq.pth"]))
    assert (problem.code, problem.what) == ("stray_files", "its wheel also installs docs, tests")
    assert 'packages = ["vouchbook_xq"]' in problem.way_out


def test_the_order_of_tables_is_that_of_every_association_in_the_house() -> None:
    assert ORDER[:4] == ("format", "association", "sources", "guidelines")
    assert ORDER.index("emerging") + 1 == ORDER.index("requirement") == ORDER.index("plan") - 1
    assert ORDER[-2:] == ("fee", "upgrade")


def code(source: str) -> Defect:
    return lambda author: author.hook(source)


def module(source: str) -> Defect:
    return lambda author: (author.package / "other.py").write_text(f'"""Another module of it."""\n\n{source}\n')


OTHER = "vouchbook_xq/other.py:3"
HOOKS: dict[str, tuple[Defect, str, str, str]] = {
    "room: import": (
        module("import vouchbook.domain.evidence"),
        "it imports vouchbook.domain.evidence, a room of the core, which promises nothing",
        "import what you need from vouchbook itself",
        OTHER,
    ),
    "room: from": (
        module("from vouchbook.domain.evidence import Training"),
        "it imports vouchbook.domain.evidence, a room of the core, which promises nothing",
        "import what you need from vouchbook itself: from vouchbook import Training",
        OTHER,
    ),
    "room: whole": (
        module("from vouchbook import service"),
        "it imports vouchbook.service, a room of the core",
        "import what you need",
        OTHER,
    ),
    "room: file": (
        module("from vouchbook import associations"),
        "it imports vouchbook.associations, a room",
        "import what you need",
        OTHER,
    ),
    "room: at run time": (
        module("import importlib; importlib.import_module('vouchbook.ledger')"),
        "it imports vouchbook.ledger, a room",
        "import",
        OTHER,
    ),
    "room: by attribute": (
        module("import vouchbook; vouchbook.policy"),
        "it imports vouchbook.policy, a room",
        "import what you need",
        OTHER,
    ),
    "unpublished": (
        module("from vouchbook import Portfolios"),
        "vouchbook publishes no Portfolios",
        "did you mean Portfolio?",
        OTHER,
    ),
    "star": (
        module("from vouchbook import *"),
        "it imports everything that vouchbook has",
        "name what you need",
        OTHER,
    ),
    "test_kit": (module("import vouchbook.testing"), "it imports the test kit", "is for tests", OTHER),
    "other_association": (
        module("import vouchbook_nc"),
        "it imports vouchbook_nc, the package of another association (nc)",
        "independent",
        OTHER,
    ),
    "no_python": (module("def ("), "this is no Python", "mend it", OTHER),
    "not_loaded": (
        code("import acme_missing"),
        "vouchbook-xq: importing vouchbook_xq failed (ModuleNotFoundError",
        "then ask again",
        "vouchbook_xq/__init__.py",
    ),
    "hook: unmarked": (
        code("def review_plan():\n" + ANSWERS),
        "review_plan looks like a hook but is not marked",
        "put @hookimpl above it",
        "vouchbook_xq/__init__.py",
    ),
    "hook: unknown": (
        code("@hookimpl\ndef discount():\n" + ANSWERS),
        "discount is marked @hookimpl, but there is no such hook",
        "name the function after",
        "vouchbook_xq/__init__.py",
    ),
    "hook: argument": (
        code("@hookimpl\ndef review_plan(proposed, today):\n" + ANSWERS),
        "review_plan asks for today",
        "it brings proposed, category, on",
        "vouchbook_xq/__init__.py",
    ),
    "hook: default": (
        code("@hookimpl\ndef review_plan(proposed, on=None):\n" + ANSWERS),
        "review_plan gives on a default",
        "write it as a plain argument",
        "vouchbook_xq/__init__.py",
    ),
    "hook: keyword": (
        code("@hookimpl\ndef review_plan(*, on):\n" + ANSWERS),
        "review_plan gives on a default, or takes it by keyword",
        "write it",
        "vouchbook_xq/__init__.py",
    ),
    "hook: wrapper": (
        code("@hookimpl(wrapper=True)\ndef review_plan():\n    return (yield)\n"),
        "review_plan is a wrapper",
        "drop wrapper=True",
        "vouchbook_xq/__init__.py",
    ),
    "near_miss": (
        code("def membership_terms(proposed):\n" + ANSWERS),
        "membership_terms is nearly the hook membership_term",
        "call it membership_term",
        "vouchbook_xq/__init__.py:6",
    ),
    "entry_point: group": (
        lambda a: points(a, "vouchbook.association", xq="vouchbook_xq"),
        "nobody reads the entry points called vouchbook.association",
        '[project.entry-points."vouchbook.associations"]',
        "pyproject.toml",
    ),
    "entry_point: two": (
        lambda a: points(a, "vouchbook.associations", xq="vouchbook_xq", xr="vouchbook_xq"),
        "it answers for xr, too",
        "a package of its own",
        "pyproject.toml",
    ),
    "entry_point: command": (
        lambda a: points(a, "console_scripts", vouchbook="vouchbook_xq:main"),
        "it installs a command called vouchbook over the core's",
        "another name",
        "pyproject.toml",
    ),
    "code": (
        lambda a: a.edit(POLICY, 'code       = "xq"', 'code       = "xr"'),
        "its entry point says xq, and its policy xr",
        "be the same",
        "vouchbook_xq/policy.toml",
    ),
}


@pytest.mark.parametrize("defect", HOOKS)
def test_a_defect_of_code_is_named(author: Author, defect: str) -> None:
    make, what, way_out, where = HOOKS[defect]
    make(author)
    problems = group(author.checked(), "hooks").problems
    assert [(problem.code, problem.where) for problem in problems] == [(defect.partition(":")[0], where)]
    assert problems[0].what.startswith(what)
    assert way_out in problems[0].way_out


def test_hooks_stand_in_the_order_in_which_they_are_asked(author: Author) -> None:
    pair = "@hookimpl\ndef {0}():\n" + ANSWERS + "\n\n@hookimpl\ndef {1}():\n" + ANSWERS
    author.hook(pair.format("after_commit", "review_plan"))
    (problem,) = hooks.checked(author.install(), None).problems
    assert problem.what == "review_plan stands after after_commit"
    changed(author, pair.format("review_plan", "after_commit"))
    assert hooks.checked(author.install(), None).problems == ()


def test_everything_that_is_wrong_with_hooks_is_named_at_once(author: Author) -> None:
    author.hook("def review_plan():\n" + ANSWERS + "\n\n@hookimpl\ndef discount():\n" + ANSWERS)
    found = author.checked()
    assert [problem.code for problem in group(found, "hooks").problems] == ["hook", "hook"]
    assert group(found, "replay").said == "not looked at: mend the hooks first"


ROWS: dict[str, tuple[Defect, str, str]] = {
    "mistake: number": (
        lambda a: a.edit(POLICY, "every_years = 1", "every_years = 1.5"),
        "every_years = 1.5",
        "mend this line",
    ),
    "mistake: name": (
        lambda a: a.edit(POLICY, 'may       = "review"', 'may       = "reveiw"'),
        'may = "reveiw" – no rule asks for it',
        "mend",
    ),
    "mistake: edition": (
        lambda a: a.edit(POLICY, "edition   = ", 'edition   = "1999" # '),
        'edition = "1999" – no such edition',
        "mend",
    ),
    "not_evaluated": (
        lambda a: a.edit(
            POLICY,
            PLAN,
            '[[requirement]]\nfor = ["IMHS"]\nkey = "training"\nkind = "hours"\nof = "training"\nminimum = 3\n'
            'source = "assumed"\nwhere.given_by = "give_rsc"\n\n' + PLAN,
        ),
        "IMHS, application, training: given_by – only RSC names its provider as a colleague",
        "drop it, or ask it of RSC",
    ),
    "no_sheet": (
        lambda a: a.edit(POLICY, '"IMHS", ', '"IMHS", "IFRS", '),
        "xq offers IFRS, but neither its policy",
        "take IFRS out of categories",
    ),
    "silent: review": (
        lambda a: a.edit(POLICY, "[[review]]\n", '[[review]]\nfor = ["IMHS", "IFA"]\n'),
        "no [[review]] row rules ",
        "say how many review it",
    ),
    "silent: membership": (
        lambda a: a.edit(POLICY, "[[membership]]\n", "[[membership]]\nfrom = 2090-01-01\n"),
        "no [[membership]] row rules on",
        "add one",
    ),
}


@pytest.mark.parametrize("defect", ROWS)
def test_a_defect_of_policy_is_named(author: Author, defect: str) -> None:
    make, what, way_out = ROWS[defect]
    make(author)
    problems = group(author.checked(), "policy").problems
    assert {problem.code for problem in problems} == {defect.partition(":")[0]}
    assert problems[0].what.startswith(what)
    assert way_out in problems[0].way_out
    assert str(problems[0].where).startswith("vouchbook_xq/policy.toml")


def test_a_policy_that_cannot_be_read_leaves_the_rest_for_later(author: Author) -> None:
    (author.package / POLICY).unlink()
    found = author.checked()
    assert group(found, "policy").problems[0].code == "no_policy"
    for later in ("replay", "purity"):
        assert group(found, later).said == "not looked at: mend the policy first"


def test_an_entry_point_that_leads_nowhere_leaves_everything_for_later(author: Author) -> None:
    author.points["vouchbook.associations"] = {"xq": "vouchbook_nowhere"}
    found = author.checked()
    assert only(found).code == "no_package"
    assert {each.said for each in found.checked[1:]} == {"not looked at: mend the entry point first"}


# ── Samples and decisions ─────────────────────────────────────────────────────────────────────

COMPLETE = "samples/imhs-complete.toml"


def renamed(author: Author, to: str) -> None:
    (author.package / COMPLETE).rename(author.package / "samples" / to)


SAMPLES: dict[str, tuple[Defect, str, str]] = {
    "sample_name": (
        lambda a: renamed(a, "complete.toml"),
        "its name begins with no category that is offered",
        "samples/complete.toml",
    ),
    "sample: mistake": (
        lambda a: a.edit(COMPLETE, 'level       = "master"', 'level = "masters"'),
        "",
        f"{COMPLETE}:23",
    ),
    "sample: lacks": (
        lambda a: a.edit(COMPLETE, 'hours        = "20"', 'hours        = "2"'),
        "it is called complete, and lacks training on 2026-10-25",
        COMPLETE,
    ),
    "sample: address": (
        lambda a: a.edit("samples/imhs-begun.toml", "jude.marchetti", "dana.whitlock"),
        "its e-mail address is that of another sample",
        COMPLETE,
    ),
    "no_decision": (
        lambda a: (a.package / COMPLETE).unlink(),
        "no sample comes as far as a decision",
        "samples/",
    ),
}


@pytest.mark.parametrize("defect", SAMPLES)
def test_a_defect_of_the_samples_is_named(author: Author, defect: str) -> None:
    make, what, where = SAMPLES[defect]
    make(author)
    problem = only(author.checked())
    assert (problem.code, problem.where) == (defect.partition(":")[0], f"vouchbook_xq/{where}")
    assert problem.what.startswith(what)


def test_a_hook_that_stops_a_life_is_quoted(author: Author) -> None:
    author.hook("@hookimpl\ndef endorsement_term(granted_on):\n    raise ValueError('not today')\n")
    package = author.install()
    problem = replay.checked(package, Association(installed_policy("xq"), package)).problems[0]
    assert problem.code == "wrong_answer"
    assert "endorsement_term failed (ValueError: not today)" in problem.what


def test_what_a_question_would_change_on_the_machine_is_stopped_in_a_trial_too(author: Author) -> None:
    left = author.folder / "left"
    author.hook(f"@hookimpl\ndef review_plan():\n    open({str(left)!r}, 'w').close()\n")
    found = author.checked()
    assert [problem.code for problem in group(found, "purity").problems] == ["reached_for"]
    (problem,) = group(found, "replay").problems
    assert "review_plan failed (NotInAQuestion: a question is answered without writing files)" in problem.what
    assert not left.exists()


def test_a_hook_that_answers_wrongly_is_named_once(author: Author) -> None:
    author.hook("@hookimpl\ndef endorsement_term(granted_on):\n    return granted_on\n")
    found = author.checked()
    assert only(found).code == "wrong_answer"
    assert group(found, "replay").said == "not looked at: mend the hook that does not answer first"


def test_nobody_is_told_of_a_trial(author: Author, capsys: pytest.CaptureFixture[str]) -> None:
    author.hook("@hookimpl\ndef after_commit(happened):\n    print('rings a bell')\n")
    found = author.checked()
    assert found.holds
    assert group(found, "hooks").said == "it answers after_commit"
    assert capsys.readouterr().out == ""


STRICTER = """
from msgspec.structs import replace

from vouchbook import Status


@hookimpl
def requirement_finding(proposed):
    if proposed.requirement == "rsc":
        return replace(proposed, status=Status.MISSING)
"""


def test_a_decision_of_the_book_that_comes_out_otherwise_is_named_with_its_position(
    author: Author, tmp_path: Path
) -> None:
    package = author.install()
    association = Association(installed_policy("xq"), package)
    samples, _ = samples_of(package, association.version.document)
    complete = next(sample for sample in samples if sample.complete)
    with Folder.found(tmp_path / "alliance", tmp_path / "root-key") as folder:
        trial = Trial(folder, association, complete.day)
        lived = trial.live(complete)
        found = check("xq", asked_again(trial, complete.day))
        assert found.holds
        assert group(found, "replay").said.endswith("; 2 rulings of the book recomputed")
        changed(author, STRICTER)
        sample, *problems = group(check("xq", asked_again(trial, complete.day)), "replay").problems
        assert sample.what == "it is called complete, and lacks rsc on 2026-10-25"
        assert [problem.code for problem in problems] == ["recomputed"] * 2
        for what, problem in zip(("submission", "decision"), problems, strict=True):
            assert problem.what == (
                f"the {what} of {lived.application} on 2026-10-25 comes out otherwise now: rsc was met and is missing "
                "(vouchbook-xq 0.1.0 has changed since)"
            )
            assert str(problem.where).startswith("the book of xq, position ")
        with pytest.raises(Refused, match="not_allowed"):
            replay.recompute(trial.office(complete.day), Principal(Role.ANYONE))


def asked_again(trial: Trial, on: date) -> Iterator[replay.Recomputed]:
    return replay.recompute(trial.office(on), Principal(Role.COORDINATOR))


def changed(author: Author, source: str) -> None:
    """Other code in the same place, as an upgrade brings it."""
    author.hook(source)
    del sys.modules["vouchbook_xq"]


# ── The command ───────────────────────────────────────────────────────────────────────────────


def asked(author: Author, *arguments: str) -> Result:
    author.install()
    place = str(author.folder.parent / "alliance")
    return CliRunner(env={"COLUMNS": "80", "VOUCHBOOK_DATA": place}).invoke(main, ["association", *arguments])


def test_the_command_says_what_holds_in_a_line_each(author: Author) -> None:
    done = asked(author, "check", "xq")
    assert done.exit_code == 0
    assert done.output.startswith("vouchbook-xq 0.1.0, which answers for xq\n\n✓ shape   5 files in vouchbook_xq, ")
    assert done.output.endswith("✓ purity  no question is answered by code\n\nvouchbook-xq holds.\n")


def test_the_command_says_what_is_wrong_where_and_the_way_out_in_lines_that_a_terminal_holds(author: Author) -> None:
    (author.package / "py.typed").unlink()
    author.edit(POLICY, "every_years = 1", "every_years = 1.5")
    done = asked(author, "check", "xq")
    assert done.exit_code == 1
    assert "✗ shape   4 files in vouchbook_xq" in done.output
    assert "    ✗ vouchbook_xq/py.typed: py.typed is not there: an empty file, by which type" in done.output
    assert "      → add it to the package, and see that the wheel carries it" in done.output
    assert "    ✗ vouchbook_xq/policy.toml:" in done.output
    assert "· replay  not looked at: mend the policy first" in done.output
    assert done.output.endswith("2 problems. Mend what is named, install the package again, and ask again.\n")
    assert [line for line in done.output.splitlines() if len(line) > 80] == []


def test_the_command_asks_the_book_of_the_data_folder_again_without_its_key(author: Author, tmp_path: Path) -> None:
    author.install()
    key = tmp_path / "root-key"
    founded = CliRunner().invoke(main, ["init", str(tmp_path / "alliance"), "--with", "xq", "--key-file", str(key)])
    assert founded.exit_code == 0, founded.output
    key.unlink()
    done = asked(author, "check", "xq", "--json")
    found = json.loads(done.output)
    assert (done.exit_code, found["holds"], found["association"]) == (0, True, "xq")
    (again,) = (each for each in found["checked"] if each["group"] == "replay")
    assert again["said"] == "2 samples, 1 of them lived to a decision; 0 rulings of the book recomputed"
    refused = asked(author, "check", "xq", "--as", "anyone")
    assert refused.exit_code == 1
    assert "Error: " in refused.output
