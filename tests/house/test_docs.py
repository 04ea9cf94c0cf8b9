"""The documentation is whole: links lead somewhere, pages are reached, decisions and the scope have their parts."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(
    page
    for pattern in ("*.md", "docs/**/*.md", "changelog.d/*.md", "core/*.md", "*/*/*.md", "*/*/docs/**/*.md")
    for page in ROOT.glob(pattern)
    if not {".venv", "build"} & set(page.relative_to(ROOT).parts)
)
DECISIONS = sorted(page for page in (DOCS / "decisions").glob("*.md") if page.name != "README.md")
STATUSES = ("works", "planned", "out of scope")
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def links(page: Path) -> list[str]:
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(), flags=re.DOTALL)
    return [one or other for one, other in LINK.findall(prose)]


def anchors(page: Path) -> set[str]:
    """The names that headings get: lower case, no punctuation, blanks as hyphens."""
    headings = re.findall(r"^#{1,6} (.+)$", page.read_text(), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", sorted(set(PAGES)), ids=named)
def test_every_link_leads_somewhere(page: Path) -> None:
    dead = []
    for link in links(page):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or not target.is_relative_to(ROOT) or (anchor and anchor not in anchors(target)):
            dead.append(link)
    assert dead == []


def test_every_page_is_reached_from_the_index() -> None:
    reached: set[Path] = set()
    waiting = [DOCS / "index.md"]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        targets = {(page.parent / link.partition("#")[0]).resolve() for link in links(page) if ":" not in link}
        waiting += [each for each in targets - reached if each.suffix == ".md" and each.exists()]
    assert [named(page) for page in DOCS.rglob("*.md") if page not in reached] == []


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=named)
def test_a_page_has_one_title(page: Path) -> None:
    prose = re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL)
    assert len(re.findall(r"^# ", prose, flags=re.MULTILINE)) == 1
    assert prose.startswith("# ")


@pytest.mark.parametrize("page", DECISIONS, ids=named)
def test_a_decision_has_its_parts(page: Path) -> None:
    assert re.fullmatch(r"\d{4}-[a-z0-9]+(-[a-z0-9]+)*\.md", page.name)
    assert page.read_text().startswith(f"# {page.name[:4]} ")
    for part in ("Context", "Decision", "Consequences", "Rejected"):
        assert re.search(rf"^\*\*{part}\.\*\* |^## {part}", page.read_text(), flags=re.MULTILINE), f"{part} is missing"


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def scope() -> list[tuple[str, str, str, str]]:
    """Each row of the scope page: source, feature, status, where or why."""
    rows, source = [], ""
    for line in (DOCS / "explanation" / "scope.md").read_text().splitlines():
        if line.startswith("## "):
            source = line[3:]
        if line.startswith("| ") and not line.startswith(("| ---", "| Feature")):
            feature, status, why = (cell.strip() for cell in line.strip("|").split("|"))
            rows.append((source, feature, status, why))
    return rows


def test_every_feature_has_one_of_three_statuses() -> None:
    assert scope()
    assert [(feature, status) for _, feature, status, _ in scope() if status not in STATUSES] == []


def test_what_is_out_of_scope_says_why_and_what_works_says_where() -> None:
    assert [feature for _, feature, status, why in scope() if status != "planned" and not why] == []


def test_no_feature_stands_twice_under_one_source() -> None:
    counted = Counter((source, feature) for source, feature, _, _ in scope())
    assert [row for row, times in counted.items() if times > 1] == []


def test_the_notice_names_whose_marks_these_are() -> None:
    notice = (ROOT / "NOTICE").read_text()
    for mark in ("Endorsement®", "IMH-E®", "ECMH-E®", "Competency Guidelines®"):
        assert mark in notice


def test_the_licence_is_the_one_that_the_distributions_name() -> None:
    licence = (ROOT / "LICENSE").read_text()
    assert "Apache License" in licence
    assert "END OF TERMS AND CONDITIONS" in licence


def test_make_help_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.+)$", makefile, flags=re.MULTILINE)
    assert phony
    assert sorted(phony.group(1).split()) == sorted(re.findall(r"^([a-z-]+):.*## ", makefile, flags=re.MULTILINE))


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "README.md"])
def test_every_make_command_that_is_named_exists(page: str) -> None:
    targets = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)
    asked = re.findall(r"(?:^|`|    |\$ )make ([a-z][a-z-]+)", (ROOT / page).read_text(), flags=re.MULTILINE)
    assert asked
    assert [target for target in asked if target not in targets] == []


def test_the_hook_before_a_commit_runs_exactly_make_lint() -> None:
    config = (ROOT / ".pre-commit-config.yaml").read_text()
    assert re.findall(r"^\s*entry: (.+)$", config, flags=re.MULTILINE) == ["make lint"]
    assert re.findall(r"repo: (\S+)", config) == ["local"]
