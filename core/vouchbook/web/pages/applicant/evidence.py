"""Everything that somebody has documented: by kind, one item, and taking one back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.attachment import MOST_OF_ITEM
from vouchbook.domain.names import ItemId, Source
from vouchbook.domain.refusal import Refused
from vouchbook.letters.evidence_forms import FORMS, in_us_days
from vouchbook.letters.evidence_hints import hint
from vouchbook.letters.phrases import counted
from vouchbook.letters.progress import titled
from vouchbook.policy.portfolio_forms import form_of
from vouchbook.service import access_log, attachments, documenting, evidence_hints, evidence_use, reading
from vouchbook.service.attachments import SeenAttachment
from vouchbook.service.evidence_hints import Hinted
from vouchbook.service.evidence_use import Use
from vouchbook.service.reading import SeenItem
from vouchbook.web.answers import Answer
from vouchbook.web.pages.applicant.evidence_fields import in_words
from vouchbook.web.routes import OWN, act, page
from vouchbook.web.visit import Visit

REST = {"rating": "References", "signature": "Signatures"}
"""What has no form here: asked for, or signed, in places of its own."""
_SOURCES = {Source.CONFIRMED: "Confirmed", Source.REGISTRY: "Confirmed"}


class Row(Struct, frozen=True):
    """An item as the list shows it."""

    item: ItemId
    url: str
    said: str
    state: str
    used: str
    documents: int
    hinted: bool


@page("/my/evidence", who=OWN)
def pool(visit: Visit) -> Answer:
    office, principal, about = visit.office, visit.principal, visit.about
    items = reading.evidence(office, principal, about)
    access_log.read(office, principal, about, "evidence")
    uses = evidence_use.uses(office, principal, about)
    hinted = evidence_hints.hints(office, principal, about)
    scans: dict[ItemId, int] = {}
    for each in attachments.listing(office, principal, about):
        scans[each.item] = scans.get(each.item, 0) + 1
    in_hints = {item for each in hinted for item in each.items}
    named_in = {each.item: each.named_in for each in documenting.named_by(office, principal, about)}
    by_kind: dict[str, list[Row]] = {}
    withdrawn: list[Row] = []
    for item in items:
        row = _row(visit, item, uses, scans, in_hints)
        if item.item in named_in:
            times = named_in[item.item]
            row = replace(row, used=f"Named in {counted(times, 'item')}" if times else "")
        (withdrawn if item.withdrawn else by_kind.setdefault(_kind(item), [])).append(row)
    order = [*(form.called for form in FORMS.values()), *REST.values()]
    return visit.show(
        "evidence/pool.html",
        title="My evidence",
        kinds=[(kind, _form_called(kind), by_kind[kind]) for kind in order if kind in by_kind],
        withdrawn=withdrawn,
        unconfirmed=len([item for item in items if item.needs_confirming]),
        hints=_hints(items, hinted),
        total=len(items),
    )


@page("/my/evidence/items/{item}", who=OWN)
def one(visit: Visit, item: str) -> Answer:
    return item_page(visit, ItemId(item))


def item_page(visit: Visit, id_: ItemId, *, status: int = 200) -> Answer:
    """One item with its documents; the form that attaches another one keeps what is wrong with it."""
    office, principal, about = visit.office, visit.principal, visit.about
    items = {each.item: each for each in reading.evidence(office, principal, about)}
    if id_ not in items:
        raise Refused("unknown_item", item=id_)
    item = items[id_]
    access_log.read(office, principal, about, id_)
    form = None if item.facts is None else form_of(item.kind, getattr(item.facts, "holder", None))
    written = documenting.written(office, principal, about, id_) if form and item.kind != "membership" else None
    hinted = [
        each
        for each in evidence_hints.hints(office, principal, about)
        if id_ in each.items and items.keys() >= {*each.items}
    ]
    scans = [each for each in attachments.listing(office, principal, about) if each.item == id_]
    return visit.show(
        "evidence/item.html",
        title=_title(item),
        status=status,
        fields=visit.fields if status != 200 else None,
        item=item,
        kind=_kind(item),
        state=_state(item),
        rows=in_words(written.form, written.typed, visit) if written else [],
        told=_capital(in_us_days(item.said)),
        changeable=written is not None and not item.withdrawn,
        uses=_used_where(visit, evidence_use.uses(office, principal, about).get(id_, [])),
        hints=[hint(each.hint.value, [_called(items, i) for i in each.items], each.on) for each in hinted],
        scans=[_scan(visit, each) for each in scans],
        may_attach=written is not None and not item.withdrawn and len(scans) < MOST_OF_ITEM,
    )


# ── Taking back ───────────────────────────────────────────────────────────────────────────────


@page("/my/evidence/items/{item}/withdraw", who=OWN)
def check_withdrawal(visit: Visit, item: str) -> Answer:
    return _withdrawal(visit, ItemId(item))


def _withdrawal(visit: Visit, item: ItemId, *, status: int = 200) -> Answer:
    office, principal, about = visit.office, visit.principal, visit.about
    written = documenting.written(office, principal, about, item)
    named = next((each for each in documenting.named_by(office, principal, about) if each.item == item), None)
    return visit.show(
        "evidence/withdraw.html",
        title=f"Withdraw {FORMS[written.form].one}?",
        status=status,
        fields=visit.fields if status != 200 else None,
        written=written,
        rows=in_words(written.form, written.typed, visit),
        uses=_used_where(visit, evidence_use.uses(office, principal, about).get(item, [])),
        named_in=named.named_in if named else 0,
    )


@act("/my/evidence/items/{item}/withdraw", who=OWN)
def withdraw(visit: Visit, item: str) -> Answer:
    fields = visit.fields
    seen = fields.whole("seen", "Open this page anew", least=1)
    if seen is not None:
        try:
            documenting.withdraw(visit.office, visit.request(), visit.about, ItemId(item), seen=seen)
        except Refused as refused:
            fields.refused(refused)
        else:
            return visit.see_other("/my/evidence", said="Withdrawn. It stands at the end of your evidence.")
    return _withdrawal(visit, ItemId(item), status=409)


# ── In words ──────────────────────────────────────────────────────────────────────────────────


def _row(
    visit: Visit, item: SeenItem, uses: Mapping[ItemId, Sequence[Use]], scans: Mapping[ItemId, int], hinted: set[ItemId]
) -> Row:
    used = uses.get(item.item, ())
    sure = dict.fromkeys(f"{titled(use.requirement)} ({use.category})" for use in used if use.counts)
    waiting = [*dict.fromkeys(f"{titled(use.requirement)} ({use.category})" for use in used if not use.counts)]
    waiting = [each for each in waiting if each not in sure]
    said = [f"Counts for {', '.join(sure)}"] if sure else []
    said += [f"Waits for review in {', '.join(waiting)}"] if waiting else []
    return Row(
        item=item.item,
        url=visit.url(f"/my/evidence/items/{item.item}"),
        said=_capital(in_us_days(item.said)),
        state=_state(item),
        used=". ".join(said),
        documents=scans.get(item.item, 0),
        hinted=item.item in hinted,
    )


def _state(item: SeenItem) -> str:
    if item.withdrawn:
        return "Withdrawn"
    if item.needs_confirming:
        return "Not confirmed yet"
    return _SOURCES.get(item.source, "")


def _kind(item: SeenItem) -> str:
    form = form_of(item.kind, getattr(item.facts, "holder", None))
    return FORMS[form].called if form else REST.get(item.kind, "Other")


def _form_called(kind: str) -> str:
    return next((form for form, words in FORMS.items() if words.called == kind), "")


def _title(item: SeenItem) -> str:
    return _capital(
        in_us_days(item.said.partition(",")[0] if item.kind != "education" else item.said.rpartition(",")[0])
    )


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _called(items: Mapping[ItemId, SeenItem], id_: ItemId) -> str:
    return in_us_days(items[id_].said)


def _hints(items: Sequence[SeenItem], hinted: Sequence[Hinted]) -> list[str]:
    by_id = {item.item: item for item in items}
    # What somebody entered in another window since these items were read is hinted at the next time.
    known = [each for each in hinted if all(item in by_id for item in each.items)]
    return [hint(each.hint.value, [_called(by_id, i) for i in each.items], each.on) for each in known]


def _used_where(visit: Visit, uses: Sequence[Use]) -> list[tuple[str, str, str]]:
    """Each requirement that looks at an item, with its address and what it makes of it."""
    return [
        (
            f"{titled(use.requirement)} ({use.category})",
            visit.url(f"/my/applications/{use.application}/requirements/{use.requirement}"),
            "counts" if use.counts else "waits for review",
        )
        for use in uses
    ]


def _scan(visit: Visit, each: SeenAttachment) -> tuple[str, str, str, str, bool]:
    size = f"{each.bytes / 1_000_000:.1f} MB" if each.bytes >= 100_000 else f"{max(each.bytes // 1_000, 1)} kB"
    address = f"/my/evidence/attachments/{each.attachment}"
    return (
        each.name,
        visit.url(address),
        visit.url(f"{address}/remove"),
        f"{each.kind.value.upper()}, {size}",
        each.locked,
    )


ROUTES = (pool, one, check_withdrawal, withdraw)
