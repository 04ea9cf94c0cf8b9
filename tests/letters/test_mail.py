"""The letters that are mailed: each can be written, says what it must, and says nothing else that was filled in."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from vouchbook.letters.mail.catalog import LETTERS
from vouchbook.letters.mail.layout import as_html, as_text, filled_in, parts
from vouchbook.letters.mail.states import MEANING, STATES, trouble
from vouchbook.letters.mail.writing import HIDDEN, Head, Template, hidden, preview, write

HEAD = Head("North Carolina <AIMH> & friends", "NCIMHA", "help@nc.example.org", "#00467a")
EVIL = "Evil\r\nBcc: all@example.org\n\n## Big\n\n- point\n\n[Click](https://evil.test) <script>alert(1)</script> \"'&"
TEMPLATES = {
    each.name.removesuffix(".txt")
    for each in resources.files("vouchbook.letters.mail").joinpath("templates").iterdir()
    if each.name.endswith(".txt")
}


def test_every_template_is_a_letter_and_every_letter_has_one() -> None:
    assert {*LETTERS, "frame"} == TEMPLATES


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_says_the_same_as_text_and_as_page(name: str) -> None:
    written = preview(name, HEAD)
    assert written.subject
    assert "\n" not in written.subject
    assert "{" not in written.text + written.body
    assert max(len(line) for line in written.text.splitlines() if "://" not in line) <= 76
    read = re.sub(r"<style>.*?</style>|<title>.*?</title>", "", written.html, flags=re.DOTALL)
    words = _words(re.sub(r"<[^>]+>", " ", read).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
    missing = _words(written.text) - words
    assert not missing


def _words(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z]{3,}", text))


@pytest.mark.parametrize("name", LETTERS)
def test_every_word_of_the_example_stands_in_the_letter(name: str) -> None:
    text = " ".join(preview(name, HEAD).text.replace("\n> ", "\n").split()).replace("> ", "")
    for key, value in LETTERS[name].example.items():
        if isinstance(value, str) and value:
            assert value in text, key


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_names_the_association_and_where_to_ask(name: str) -> None:
    text = preview(name, HEAD).text
    assert text.rstrip().endswith(HEAD.name)
    assert "write to help@nc.example.org." in " ".join(text.split())


@pytest.mark.parametrize("name", LETTERS)
def test_no_subject_names_a_person(name: str) -> None:
    subject = preview(name, HEAD).subject
    assert not [who for who in ("Ana", "Ruiz", "Ben", "Ward", "Dana") if who in subject]


@pytest.mark.parametrize("name", LETTERS)
def test_whatever_is_filled_in_is_text_and_nothing_else(name: str) -> None:
    evil = {
        key: EVIL if isinstance(value, str) and value and key != "link" else value
        for key, value in LETTERS[name].example.items()
    }
    evil = {key: [dict.fromkeys(each, EVIL) for each in value] if key in ("lines", "findings") else value
            for key, value in evil.items()}  # fmt: skip
    written = write(name, HEAD, {**evil, "to": {"name": EVIL}})
    assert "\n" not in written.subject
    assert "<script" not in written.html + written.body
    assert 'evil.test"' not in written.html.replace("&#34;", '"').replace(EVIL, "")
    harmless = preview(name, HEAD).html
    for tag in ("<h2>", "<ul>", "<li>", "<blockquote>", '<a class="button"'):
        assert written.html.count(tag) == harmless.count(tag), tag


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//evil.test", "https://a b", EVIL])
def test_only_an_address_of_the_web_becomes_a_link(address: str) -> None:
    words = {**LETTERS["reference_received"].example, "link": address, "to": {"name": "Ana"}}
    assert "href" not in write("reference_received", HEAD, words).html


def test_signs_that_direct_a_terminal_or_a_reader_are_left_out() -> None:
    assert filled_in("a\x1b[2J\u202eb\u2028c\ue05bd") == filled_in("a[2Jbcd")


def test_what_a_template_marks_is_laid_out() -> None:
    found = parts("One\nline.\n\n- a\n- b\n  more\n\n> quoted\n\n## Head\n\n    12 34\n\n[Go](https://example.org/x#y)")
    assert [part.kind for part in found] == ["paragraph", "list", "quote", "heading", "code", "link"]
    assert as_text(found) == (
        "One line.\n\n- a\n- b more\n\n> quoted\n\nHead\n----\n\n    12 34\n\nGo:\nhttps://example.org/x#y\n"
    )
    assert '<a class="button" href="https://example.org/x#y">Go</a>' in as_html(found)
    assert "href" not in as_html(found, links=False)


def test_a_reason_of_several_lines_keeps_them() -> None:
    words = {**LETTERS["decision_deferred"].example, "reason": "First.\nSecond.", "findings": []}
    written = write("decision_deferred", HEAD, {**words, "to": {"name": "Ana"}})
    assert "> First.\n> Second." in written.text
    assert "<blockquote><p>First.<br>Second.</p></blockquote>" in written.html
    assert "What is missing" not in written.text


@pytest.mark.parametrize("name", [name for name, each in LETTERS.items() if each.secret])
def test_what_opens_something_is_hidden_from_every_other_reader(name: str) -> None:
    words = hidden(name, LETTERS[name].example)
    written = write(name, HEAD, {**words, "to": {"name": "Ana"}})
    for secret in LETTERS[name].secret:
        assert str(LETTERS[name].example[secret]) not in written.text + written.html
    assert HIDDEN in written.text


def test_a_letter_that_lacks_a_word_is_not_written() -> None:
    with pytest.raises(Template, match="sign_in_code"):
        write("sign_in_code", HEAD, {"minutes": 10})


def test_a_letter_that_does_not_exist_is_named_with_those_that_do() -> None:
    with pytest.raises(Template, match=r"there is no letter 'x'; there are: .*sign_in_code"):
        write("x", HEAD, {})


def test_one_block_of_a_letter_can_be_replaced() -> None:
    own = {"sign_in_code": '{% extends "core/sign_in_code.txt" %}{% block safety %}Ours.{% endblock %}'}
    written = preview("sign_in_code", HEAD, own)
    assert "Ours." in written.text
    assert "If you did not ask" not in written.text
    assert "493 027" in written.text
    assert "If you did not ask" in preview("sign_in_code", HEAD).text  # elsewhere it stays


def test_a_frame_replaced_is_around_every_letter() -> None:
    own = {"frame": '{% extends "core/frame.txt" %}{% block signature %}{{ super() }}\n\nKnown by heart{% endblock %}'}
    for name in LETTERS:
        assert preview(name, HEAD, own).text.rstrip().endswith("Known by heart")


def test_every_state_has_words_that_say_what_to_do() -> None:
    assert set(STATES) == set(MEANING)
    assert trouble("unheard_of") == "unheard_of"
