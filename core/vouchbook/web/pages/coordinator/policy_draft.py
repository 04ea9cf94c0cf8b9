"""The coordinator's draft of the next policy: each row a form made from its type, nothing recorded until proposed."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from msgspec.structs import replace

from vouchbook.domain.refusal import Refused
from vouchbook.letters import policy_fields
from vouchbook.letters.impact_page import in_short, lists
from vouchbook.letters.impact_words import HEADINGS, prices_said, table
from vouchbook.letters.on_pages import without_commands
from vouchbook.letters.proposals import past_said
from vouchbook.letters.rules import TITLES
from vouchbook.policy.editing import forms
from vouchbook.policy.editing.change import Edit
from vouchbook.policy.editing.rows import UnknownRow, keys
from vouchbook.policy.editing.text import OnlyByHand
from vouchbook.policy.mistakes import PolicyMistakes
from vouchbook.policy.past import past_changes
from vouchbook.policy.source import EVERY
from vouchbook.service import impact, impact_runs, policy_change, policy_drafts
from vouchbook.service.policy_drafts import Kept, RowForm
from vouchbook.service.policy_editing import NoText, NotWritten
from vouchbook.web.answers import Answer
from vouchbook.web.fields import Fields
from vouchbook.web.routes import COORDINATING, act, page
from vouchbook.web.visit import Visit

FILE = 512 * 1024
"""Bytes that a policy file may have."""
_HEAD = ("from", "until", "source", "title", "url", "line", "note", "unconfirmed")
_LISTS = ("for", "of", "part")


@page("/office/policy/edit/{table}", who=COORDINATING)
def edit(visit: Visit, table: str) -> Answer:
    """The form of one row."""
    try:
        row = _form(visit, table)
    except (UnknownRow, LookupError) as error:
        return visit.not_found(without_commands(str(error)))
    except NoText as error:
        return visit.not_found(without_commands(str(error)))
    return _edit_page(visit, row, Fields({**row.typed, "on": [visit.query("on")]}))


@act("/office/policy/edit/{table}", who=COORDINATING)
def edited(visit: Visit, table: str) -> Answer:
    """Change the draft by what was typed: a new row from a day on, an end, or a confirmation."""
    fields = visit.fields
    try:
        row = _form(visit, table)
    except (UnknownRow, LookupError) as error:
        return visit.not_found(without_commands(str(error)))
    wanted = _wanted(visit, row, fields)
    if wanted is not None and not fields.errors:
        try:
            drafted = policy_drafts.change(visit.office, visit.principal, wanted)
        except (NotWritten, PolicyMistakes, UnknownRow, OnlyByHand) as error:
            for words in str(error).split("\n")[-20:]:
                if words.strip():
                    fields.errors.append(("", without_commands(words.strip())))
        else:
            told = {"added": "The row is added", "changed": "The row is changed", "ended": "The row ends then"}
            said = told.get(drafted.edited.done, "The row is confirmed")
            return visit.see_other("/office/policy/draft", said=f"{said}, in your draft. Nothing is in force yet.")
    return _edit_page(visit, row, fields, status=422)


@page("/office/policy/draft", who=COORDINATING)
def draft(visit: Visit) -> Answer:
    """What the draft changes, in words, and how it goes on from here."""
    try:
        mine = policy_drafts.kept(visit.office, visit.principal)
    except NoText as error:
        return visit.not_found(without_commands(str(error)))
    return _draft_page(visit, mine, visit.asked("from", "reason"))


@page("/office/policy/draft/policy.toml", who=COORDINATING)
def draft_file(visit: Visit) -> Answer:
    """The draft as a file, comments and all."""
    mine = policy_drafts.kept(visit.office, visit.principal)
    return visit.file(mine.text.encode(), f"{visit.association}-draft.toml", "application/toml")


@act("/office/policy/draft/file", who=COORDINATING, uploads=FILE)
def take_file(visit: Visit) -> Answer:
    """Take a file as the draft, with everything that is wrong with it said at once."""
    fields = visit.fields
    upload = fields.file("file", "Choose a policy file, such as policy.toml")
    if upload is not None:
        try:
            policy_drafts.replace(visit.office, visit.principal, upload.body.decode("utf-8"))
        except UnicodeDecodeError:
            fields.add_error("file", "This is no text file in UTF-8. Choose a policy file, such as policy.toml")
        except PolicyMistakes as wrong:
            for mistake in wrong.mistakes[:50]:
                fields.errors.append(("file", without_commands(str(mistake))))
        else:
            return visit.see_other("/office/policy/draft", said="Your draft is now what the file says.")
    return _draft_page(visit, policy_drafts.kept(visit.office, visit.principal), fields, status=422)


@act("/office/policy/draft/drop", who=COORDINATING)
def drop(visit: Visit) -> Answer:
    """Let go of the draft."""
    policy_drafts.drop(visit.office, visit.principal)
    return visit.see_other("/office/policy", said="Your draft is gone. Nothing of it was in force.")


@page("/office/policy/draft/affected", who=COORDINATING)
def affected(visit: Visit) -> Answer:
    """Whom the draft would affect if it ruled from a day on."""
    mine = policy_drafts.kept(visit.office, visit.principal)
    fields = visit.asked("from")
    first = fields.day("from", "Enter the first day on which it would rule")
    if first is None:
        return _draft_page(visit, mine, fields, status=422)
    return affected_page(visit, mine.version, first, "/office/policy/draft")


@act("/office/policy/draft/propose", who=COORDINATING)
def propose(visit: Visit) -> Answer:
    """Propose the draft; another person approves it."""
    fields = visit.fields
    first = fields.day("from", "Enter the day from which it is to be in force")
    reason = fields.text("reason", "Say why, for whoever approves it and for the history", longest=2000)
    mine = policy_drafts.kept(visit.office, visit.principal)
    if first is not None and not fields.errors:
        try:
            done = policy_change.propose(visit.office, visit.request(), mine.proposable, first, reason)
        except Refused as refused:
            fields.refused(refused)
        else:
            policy_drafts.drop(visit.office, visit.principal)
            return visit.see_other(
                f"/office/policy/proposals/{done.result['proposal']}",
                said="It is proposed. Nothing is in force until another person approves it.",
            )
    return _draft_page(visit, mine, fields, status=422)


def affected_page(visit: Visit, version: Any, first: date, back: str) -> Answer:  # noqa: ANN401  # a PolicyVersion
    """The page that says whom a policy would affect; while it is worked out, how far that has come."""
    run = impact_runs.follow(visit.office, visit.principal, version, first)
    if run.failed is not None:
        raise run.failed
    found = run.found
    names = impact.names_of(visit.office, visit.principal, found) if found is not None else {}
    if found is not None and visit.query("as") == "csv":
        return visit.csv(HEADINGS, table(found), f"affected-{first}.csv")
    query = f"from={first}&as=csv"
    return visit.show(
        "policy/affected.html",
        title="Who would be affected",
        run=run,
        found=found,
        names=names,
        first=first,
        back=back,
        lists=lists,
        in_short=in_short,
        prices_said=prices_said,
        csv=f"{visit.url(f'{back}/affected')}?{query}",
    )


def _draft_page(visit: Visit, mine: Kept, fields: Fields, status: int = 200) -> Answer:
    base, now = mine.begin.base, mine.version
    return visit.show(
        "policy/draft.html",
        title="Your draft of the next policy",
        status=status,
        fields=fields,
        mine=mine,
        changes=policy_drafts.changes(mine, visit.today),
        past=past_said(past_changes(base.document, now.document, visit.today)),
    )


def _form(visit: Visit, table: str) -> RowForm:
    """The row that the address names; a new one where it names none."""
    kind = visit.query("kind") or None
    if visit.query("new"):
        return policy_drafts.new_form(visit.office, visit.principal, table, kind)
    key: dict[str, Any] = {}
    for name in keys(table):
        given = visit.queries(name)
        if given:
            key[name] = given if name == "for" else {"yes": True, "no": False}.get(given[0], given[0])
    day = visit.asked("on").day("on", required=False)
    return policy_drafts.form_of(visit.office, visit.principal, table, key, day or visit.today)


def _edit_page(visit: Visit, row: RowForm, fields: Fields, status: int = 200) -> Answer:
    document = visit.office.version_on(visit.today).document
    mine = policy_drafts.kept(visit.office, visit.principal)
    new = row.row is None
    kept_ = [] if new else keys(row.table)
    return visit.show(
        "policy/edit.html",
        title=f"{'Add a row' if new else 'Change a row'}: {TITLES.get(row.table, 'What is asked of applicants')}",
        status=status,
        fields=fields,
        row=row,
        asked=[each for each in row.fields if each.name not in kept_],
        key=[(policy_fields.CALLED[name], _shown(row.row, name)) for name in kept_ if _shown(row.row, name)],
        sources=[(key, said.title) for key, said in mine.version.document.sources.items() if ":" not in key],
        label=policy_fields.label,
        hint=policy_fields.hint,
        option=policy_fields.option,
        known={"for": [*document.association.categories, EVERY], "holds": [*document.association.categories, EVERY]},
        address=visit.url(f"/office/policy/edit/{row.table}") + _asked_for(visit),
        groups=_groups(fields),
        kinds=forms.kinds_of_rules() if new and row.table == "requirement" and len(row.fields) < 5 else (),
    )


def _asked_for(visit: Visit) -> str:
    given = visit.whole_query()
    return f"?{given}" if given else ""


def _shown(row: dict[str, Any] | None, name: str) -> str:
    value = (row or {}).get(name)
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, list) else policy_fields.option(str(value))


def _groups(fields: Fields) -> dict[str, int]:
    """How many rows each group has, as typed; by the group's name."""
    found: dict[str, int] = {}
    for name in fields.typed():
        parts = name.split(".")
        for place, part in enumerate(parts):
            if part.isascii() and part.isdigit() and len(part) < 3:
                group = ".".join(parts[:place])
                found[group] = max(found.get(group, 0), int(part) + 1)
    return found


def _wanted(visit: Visit, row: RowForm, fields: Fields) -> Edit | None:
    """The change that was asked for; nothing, with words at the fields, where it is not clear."""
    do = fields.choice("do", ("change", "end", "confirm"))
    if do == "end":
        last = fields.day("end", "Enter the last day on which it rules")
        return Edit(table=row.table, key=_key(row, fields), from_=last, end=True) if last is not None else None
    source, title, url = _source(visit, fields)
    said = Edit(
        table=row.table,
        key=_key(row, fields),
        from_=visit.today,
        source=source,
        title=title,
        url=url,
        line=fields.line("line", required=False, longest=300) or None,
        note=fields.line("note", required=False, longest=500) or None,
    )
    if do == "confirm":
        return replace(said, confirm=True)
    first = fields.day("from", "Enter the first day on which the row rules")
    until = fields.day("until", required=False)
    if first is not None and until is not None and until < first:
        fields.add_error("until", "Choose a day after the first one, or leave this empty")
    asked = [each for each in row.fields if row.row is None or each.name not in keys(row.table)]
    made = forms.changed(asked, row.row or {}, fields.without(*_HEAD, "do", "csrf", "command"))
    if row.row is not None and not made.set and not made.unset and until is None:
        fields.add_error("", "Change something: every value is still as it is in force")
    if first is None:
        return None
    set_ = [(name, value) for name, value in made.set if row.row is not None or name not in keys(row.table)]
    if row.row is None and row.table == "requirement" and visit.query("kind"):
        set_.append(("kind", visit.query("kind")))
    return replace(
        said,
        set=tuple(set_),
        unset=made.unset,
        from_=first,
        until=until,
        unconfirmed=fields.checked("unconfirmed"),
    )


def _key(row: RowForm, fields: Fields) -> dict[str, Any]:
    """The row's key: of one that is there, as it stands; of a new one, as it was typed."""
    if row.row is not None:
        return {name: row.row[name] for name in keys(row.table) if name in row.row}
    key: dict[str, Any] = {}
    by_name = {each.name: each for each in row.fields}
    for name in keys(row.table):
        given = [each for each in fields.values(name) if each.strip()]
        if not given:
            continue
        kind = by_name[name].kind if name in by_name else forms.Kind.TEXT
        if kind in (forms.Kind.CHOICES, forms.Kind.LIST):
            key[name] = [part.strip() for each in given for part in each.split(",") if part.strip()]
        elif kind is forms.Kind.YES_NO:
            key[name] = given[0] == "yes"
        else:
            key[name] = given[0].strip()
    return key


def _source(visit: Visit, fields: Fields) -> tuple[str | None, str | None, str | None]:
    """Who says so: one of the documents that are known, or a new one with a key made from its title."""
    title = fields.line("title", required=False, longest=300)
    if title:
        url = fields.line("url", required=False, longest=500)
        if url and not url.startswith(("https://", "http://")):
            fields.add_error("url", "Enter an address that begins with https://")
        known = policy_drafts.kept(visit.office, visit.principal).version.document.sources
        key = base = "_".join(re.findall(r"[a-z0-9]+", title.casefold())[:4])[:40] or "document"
        number = 2
        while key in known:
            key, number = f"{base}_{number}", number + 1
        return key, title, url or None
    key_ = fields.value("source")
    if not key_:
        fields.add_error("source", "Choose who says so, or name a new document below")
    return key_ or None, None, None


ROUTES = (edit, edited, draft, draft_file, take_file, drop, affected, propose)
