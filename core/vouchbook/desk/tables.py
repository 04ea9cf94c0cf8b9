"""The tables of a desk: text, whole numbers and bytes only; times are microseconds since 1970, UTC."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.schema import SchemaItem

DESK = MetaData()


def text(name: str, *, key: bool = False, empty: bool = False) -> Column[str]:
    return Column(name, Text, primary_key=key, nullable=empty)


def long(name: str, *, empty: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=empty)


def box(name: str, *, key: bool = False, empty: bool = False) -> Column[bytes]:
    """Digests, and what a service has sealed."""
    return Column(name, LargeBinary, primary_key=key, nullable=empty)


def laid_out(name: str, *columns_and_indexes: SchemaItem) -> Table:
    """Declare a table of the desk; a desk that was made before gets it when it is opened next."""
    return Table(name, DESK, *columns_and_indexes)


SESSIONS = laid_out(
    "session",
    box("digest", key=True),
    text("id"), text("person", empty=True), text("rating", empty=True),
    long("began"), long("seen"), long("idle"), long("until"), long("ended", empty=True),
    long("proved_at", empty=True), text("proved_by", empty=True), text("begun_by"),
    box("device", empty=True),
    Index("session_person", "person"), Index("session_rating", "rating"), Index("session_until", "until"),
)  # fmt: skip
"""``idle`` is how long it may rest, ``until`` when it ends whatever happens; one that ended is known a while longer."""

CODES = laid_out(
    "code",
    box("asking", key=True),
    text("purpose"), text("subject"), text("person", empty=True), box("digest"),
    long("tries"), long("made"), long("until"),
    Index("code_subject", "purpose", "subject"), Index("code_until", "until"),
)  # fmt: skip
"""``asking`` is the digest of what the browser that asked holds: a code is worth nothing anywhere else."""

LINKS = laid_out(
    "link",
    box("digest", key=True),
    text("purpose"), text("about"), long("made"), long("until"), long("used", empty=True), long("reusable"),
    Index("link_about", "purpose", "about"), Index("link_until", "until"),
)  # fmt: skip

PASSKEYS = laid_out(
    "passkey",
    box("credential", key=True),
    text("id"), text("person"), box("public_key"), long("signed"), text("transports"), box("name"),
    long("made"), long("used", empty=True),
    Index("passkey_person", "person"),
)  # fmt: skip
"""``signed`` is how often the key says that it has signed: one that counts backwards was copied."""

CHALLENGES = laid_out(
    "challenge",
    box("digest", key=True),
    long("until"),
    Index("challenge_until", "until"),
)
"""The challenges that were answered: each is answered once."""

TOKENS = laid_out(
    "token",
    box("digest", key=True),
    text("id"), text("person"), text("role"), box("name"), long("made"), long("until"),
    long("used", empty=True), long("revoked", empty=True),
    Index("token_person", "person"),
)  # fmt: skip

DRAFTS = laid_out(
    "draft",
    text("person", key=True), text("form", key=True),
    long("revision"), long("at"), box("fields"),
)  # fmt: skip

ACCESS_LOG = laid_out(
    "access",
    Column("number", Integer, primary_key=True),  # counted by the database
    long("at"), text("actor"), text("person", empty=True), text("about", empty=True),
    text("act"), text("what"), text("outcome"),
    Index("access_about", "about", "number"), Index("access_person", "person", "number"), Index("access_at", "at"),
)  # fmt: skip
"""``act`` is what was asked for, ``what`` the id of the thing, ``outcome`` whether it was let through."""

ATTEMPTS = laid_out(
    "attempt",
    text("kind"), text("subject"), long("at"),
    Index("attempt_of", "kind", "subject", "at"), Index("attempt_at", "at"),
)  # fmt: skip

OUTBOX = laid_out(
    "outbox",
    text("id", key=True),
    text("letter"), box("about"), text("person", empty=True), text("rating", empty=True), text("payer", empty=True),
    text("state"), text("trouble", empty=True),
    long("queued"), long("due"), long("changed"), long("tries"),
    text("lease", empty=True), long("leased_until"),
    box("private", empty=True), box("kept", empty=True),
    Index("outbox_state", "state", "due"), Index("outbox_person", "person"), Index("outbox_queued", "queued"),
)  # fmt: skip
"""``about`` holds ids, codes and days; ``private`` is sealed and goes when the letter has gone; ``kept`` is the letter
as it went, sealed. ``trouble`` is a code, never the words of a server: those hold addresses."""
