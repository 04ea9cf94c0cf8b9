"""What people write, before it is sealed: something, of a length that is kept, and nothing invisible in it."""

from __future__ import annotations

from vouchbook.domain.evidence import PersonWords
from vouchbook.domain.names import PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.sealed import Purpose, Sealed
from vouchbook.policy import portfolio_values as values
from vouchbook.policy.values import WrittenWrongly

_PLAIN = r'[^@\s<>",;:()\[\]\\]+'
EMAIL = values.code(rf"{_PLAIN}@{_PLAIN}", "write an e-mail address: name@example.org")


def sealed_reason(person: PersonId | None, written: str) -> Sealed[str]:
    """Why something was done to somebody, sealed under their key.

    :raises Refused: a decision needs a reason in words
    :raises WrittenWrongly: it is endless, or holds what nobody can see
    """
    reason = _kept("the reason", values.text(values.PAGE), written)
    if person is None or not reason:
        raise Refused("reason_missing")
    return Sealed(Purpose.EVIDENCE, (person,), reason)


def described(what: str, written: str) -> str:
    """A description that may be empty.

    :raises WrittenWrongly: it is endless, or holds what nobody can see
    """
    return _kept(what, values.text(values.PAGE), written)


def who(words: PersonWords) -> PersonWords:
    """A person's name and address as they are kept: without surrounding or doubled blanks.

    :raises WrittenWrongly: a name or the address is missing, endless, or holds what nobody can see
    """
    return PersonWords(
        given_name=_needed("the given name", words.given_name),
        family_name=_needed("the family name", words.family_name),
        email=_needed("the e-mail address", words.email, EMAIL),
        county=words.county,
        phone=words.phone,
        languages=words.languages,
    )


def _needed(what: str, written: str, read: values.Read[str | None] = values.text()) -> str:
    kept = " ".join(_kept(what, read, written).split())
    if not kept:
        raise WrittenWrongly(f"{what} is empty; write it out")
    return kept


def _kept(what: str, read: values.Read[str | None], written: str) -> str:
    try:
        return read(written) or ""
    except WrittenWrongly as error:
        raise WrittenWrongly(f"{what}: {error}") from None


def called(what: str, written: str) -> str:
    """A name as it is kept: without surrounding or doubled blanks.

    :raises WrittenWrongly: it is missing, endless, or holds what nobody can see
    """
    return _needed(what, written)


def email(written: str) -> str:
    """An e-mail address.

    :raises WrittenWrongly: it is missing or no address, endless, or holds what nobody can see
    """
    return _needed("the e-mail address", written, EMAIL)


def optional_email(written: str) -> str:
    """An e-mail address, or none.

    :raises WrittenWrongly: it is no address, endless, or holds what nobody can see
    """
    return _kept("the e-mail address", EMAIL, written) if written.strip() else ""


def address(what: str, written: str) -> str:
    """Where letters go, line by line.

    :raises WrittenWrongly: it is missing, endless, or holds what nobody can see
    """
    lines = [_kept(what, values.text(), " ".join(line.split())) for line in written.splitlines() if line.strip()]
    if not lines:
        raise WrittenWrongly(f"{what} is empty; write it out")
    return "\n".join(lines)
