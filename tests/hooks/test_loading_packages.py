"""A package that cannot be used says so when it is loaded: which package, which hook, and how to mend it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from vouchbook import AssociationCode, PlanKey, Term, associations, hookimpl
from vouchbook.associations import Association, BadPackage, NotInstalled, Package
from vouchbook.hookspecs import QUESTIONS, SURFACES
from vouchbook.testing import policy

Install = Callable[..., Package]
HOOK = "from vouchbook import hookimpl\n\n"


def load(installed: Package) -> Association:
    return Association(policy(installed.code), installed)


def refused(installed: Package) -> str:
    with pytest.raises(BadPackage) as problem:
        load(installed)
    return str(problem.value)


# ── Found ─────────────────────────────────────────────────────────────────────────────────────


def test_an_association_is_found_by_the_code_of_its_entry_point(install: Install) -> None:
    installed = install("xq", "acme_xq", version="2.1")
    assert associations.package("xq") == installed
    assert associations.installed()[installed.code].version == "2.1"


def test_what_is_not_installed_is_named_with_what_is(install: Install) -> None:
    install("xq", "acme_xq")
    with pytest.raises(NotInstalled, match=r"'xz' is not installed; installed: .*\bxq\b"):
        associations.package("xz")


def test_where_nothing_is_installed_an_example_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(associations, "installed", dict)
    with pytest.raises(NotInstalled, match="none is; install one, for example: pip install vouchbook-nc"):
        associations.package("nc")


def test_two_packages_of_one_code_are_named(install: Install) -> None:
    install("xq", "acme_xq")
    install("xq", "acme_other_xq")
    with pytest.raises(BadPackage, match=r"acme\S* and acme\S* both answer for 'xq'; uninstall one of them"):
        associations.installed()


def test_a_package_of_guidelines_offers_editions(install: Install) -> None:
    source = "from pathlib import Path\n\ndef editions():\n    return {'2030': Path('2030.toml')}\n"
    install("acme", "acme_guidelines", source, group=associations.GUIDELINES)
    assert associations.guideline_files()["2030"] == Path("2030.toml")


def test_a_package_of_guidelines_without_editions_is_named(install: Install) -> None:
    install("acme", "acme_guidelines", group=associations.GUIDELINES)
    with pytest.raises(BadPackage, match=r"acme-guidelines: acme_guidelines has no editions\(\)"):
        associations.guideline_files()


# ── Imported ──────────────────────────────────────────────────────────────────────────────────


def test_a_package_that_fails_on_import_is_named_with_its_error_and_the_way_out(install: Install) -> None:
    assert refused(install("xq", "acme_xq", "import acme_missing\n")) == (
        "acme-xq: importing acme_xq failed (ModuleNotFoundError: No module named 'acme_missing'); "
        "mend or reinstall the package, or remove it with: pip uninstall acme-xq"
    )


@pytest.mark.parametrize("source", ["def (", "raise ValueError('half written')"], ids=["no Python", "an error"])
def test_whatever_goes_wrong_on_import_is_told(install: Install, source: str) -> None:
    assert refused(install("xq", "acme_xq", source)).startswith("acme-xq: importing acme_xq failed (")


@pytest.mark.parametrize("module", ["acme_nowhere", "acme_nowhere.inside"])
def test_an_entry_point_that_leads_nowhere_is_named(module: str) -> None:
    with pytest.raises(BadPackage) as problem:
        _ = Package(AssociationCode("xq"), module, "acme-xq", "1.0").folder
    assert str(problem.value) == (
        f"acme-xq: its entry point names {module!r}, which does not exist; "
        f"correct [project.entry-points] in its pyproject.toml and reinstall it"
    )


def test_a_package_without_policy_data_is_told_where_to_put_it(install: Install) -> None:
    with pytest.raises(BadPackage) as problem:
        _ = install("xq", "acme_xq", policy=None).policy_file
    assert str(problem.value) == "acme-xq: acme_xq holds no policy.toml; put one beside its __init__.py"


def test_the_policy_lies_beside_the_code(install: Install, tmp_path: Path) -> None:
    assert install("xq", "acme_xq", policy="# rows").policy_file == tmp_path / "acme_xq" / "policy.toml"


def test_a_packages_digest_changes_with_its_code_and_its_data_and_with_nothing_else(
    install: Install, tmp_path: Path
) -> None:
    installed, folder = install("xq", "acme_xq"), tmp_path / "acme_xq"
    first = installed.digest
    (folder / "notes.txt").write_text("nothing that answers")
    assert installed.digest == first
    (folder / "policy.toml").write_text("# a row")
    second = installed.digest
    (folder / "__init__.py").write_text("# a hook")
    assert len({first, second, installed.digest}) == 3


def test_a_ruling_names_the_package_that_may_have_answered(install: Install) -> None:
    installed = install("xq", "acme_xq", version="2.1")
    (code,) = load(installed).answered_by
    assert (code.distribution, code.version, code.digest) == ("acme-xq", "2.1", installed.digest)
    assert Association(policy("xq")).answered_by == ()


# ── Hooks ─────────────────────────────────────────────────────────────────────────────────────


def test_a_package_without_hooks_is_fine(install: Install) -> None:
    load(install("xq", "acme_xq", '"""All that distinguishes it is data."""\n'))


@pytest.mark.parametrize("hook", [*QUESTIONS, *SURFACES])
def test_a_function_that_looks_like_a_hook_must_be_marked(install: Install, hook: str) -> None:
    said = refused(install("xq", "acme_xq", f"def {hook}():\n    pass\n"))
    assert said == f"acme-xq: {hook} looks like a hook but is not marked; put @hookimpl above it"


def test_it_looks_like_a_hook_whatever_else_decorates_it(package: Install) -> None:
    @functools.cache
    def membership_term(proposed: Term) -> Term:
        return proposed

    assert "membership_term looks like a hook" in refused(package("xq", membership_term=membership_term))


def test_a_marked_function_may_be_decorated(package: Install) -> None:
    @hookimpl
    @functools.cache
    def review_plan(proposed: object) -> None:
        return None

    load(package("xq", review_plan=review_plan))


@pytest.mark.parametrize("old", ["wrapper", "hookwrapper"])
def test_a_wrapper_is_refused(install: Install, old: str) -> None:
    source = f"{HOOK}@hookimpl({old}=True)\ndef membership_term(proposed):\n    return (yield)\n"
    assert refused(install("xq", "acme_xq", source)) == (
        "acme-xq: membership_term is a wrapper; hooks answer for themselves: drop wrapper=True"
    )


def test_a_hook_that_does_not_exist_is_named_with_those_that_do(install: Install) -> None:
    said = refused(install("xq", "acme_xq", f"{HOOK}@hookimpl\ndef membership_terms(proposed):\n    pass\n"))
    assert said.startswith(
        "acme-xq: membership_terms is marked @hookimpl, but there is no such hook; name the function"
    )
    assert all(hook in said for hook in (*QUESTIONS, *SURFACES))


def test_a_hook_goes_by_its_own_name(install: Install) -> None:
    source = f'{HOOK}@hookimpl(specname="review_plan")\ndef membership_term(proposed):\n    pass\n'
    assert "acme-xq: membership_term is marked @hookimpl" in refused(install("xq", "acme_xq", source))


@pytest.mark.parametrize("turn", ["tryfirst", "trylast"])
def test_nobody_jumps_the_queue(install: Install, turn: str) -> None:
    source = f"{HOOK}@hookimpl({turn}=True)\ndef membership_term(proposed):\n    pass\n"
    assert refused(install("xq", "acme_xq", source)) == (
        "acme-xq: membership_term wants another turn; the association answers first: drop tryfirst and trylast"
    )


def test_an_argument_that_a_hook_does_not_bring_is_named_with_those_it_brings(install: Install) -> None:
    source = f"{HOOK}@hookimpl\ndef membership_term(proposed, plan, bought, today):\n    pass\n"
    assert refused(install("xq", "acme_xq", source)) == (
        "acme-xq: membership_term asks for bought, today, which this hook does not bring; "
        "it brings proposed, plan, bought_on, see docs/reference/hooks.md"
    )


def test_a_hook_takes_no_arguments_at_large(install: Install) -> None:
    source = f"{HOOK}@hookimpl\ndef review_plan(*everything, **named):\n    pass\n"
    assert "review_plan asks for everything, named, which" in refused(install("xq", "acme_xq", source))


def test_arguments_that_a_hook_does_not_need_may_be_left_out(package: Install) -> None:
    @hookimpl
    def membership_term(bought_on: date) -> Term:
        return Term(bought_on, bought_on)

    @hookimpl
    def review_plan() -> None:
        return None

    association = load(package("xq", membership_term=membership_term, review_plan=review_plan))
    assert isinstance(association, Association)


def test_a_shared_plugin_is_held_to_the_same(module: Callable[..., ModuleType]) -> None:
    def membership_term(plan: PlanKey) -> None:
        return None

    shared = module("acme_shared", membership_term=membership_term)
    with pytest.raises(BadPackage, match="acme_shared: membership_term looks like a hook but is not marked"):
        Association(policy(), plugins=(shared,))


def test_what_a_package_merely_imports_is_no_hook_of_it(install: Install) -> None:
    load(install("xq", "acme_xq", "from datetime import date\nfrom vouchbook import ReviewPlan, Term, hookimpl\n"))
