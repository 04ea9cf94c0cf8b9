"""Says which other policy there is beside the one shown: adopted for a day to come, or brought by a package."""

from __future__ import annotations

from datetime import date

from vouchbook.cli.asking import Asking
from vouchbook.cli.said import say, wrapped
from vouchbook.letters.phrases import day
from vouchbook.service import policy_history
from vouchbook.service.office import Office


def say_to_come(office: Office, on: date) -> None:
    """A note where another version is adopted already and begins after the day that is shown."""
    for each in policy_history.to_come(office, on):
        said = f"Note: from {day(each)} another version rules, which is adopted already. See it with --on {each}"
        say(wrapped(said), err=True)


def say_upgrade(asking: Asking, office: Office | None) -> None:
    """A note beside the answer; a program asks ``vouchbook association list --json``."""
    found = policy_history.upgrade(office) if office is not None and not asking.as_json else None
    if found is None or office is None:
        return
    code = office.code
    package = f"{found.code.distribution} {found.code.version}"
    note = (
        f"Note: the installed {package} brings another policy than the one that {code} adopted from it. Nothing has "
        "changed. See how it differs, and have it adopted if you want it:"
    )
    say(wrapped(note), err=True)
    say(f"  vouchbook policy diff {code} installed:{code}", err=True)
    say(f"  vouchbook policy propose {code} --installed --from DAY --reason TEXT --as coordinator:PERSON", err=True)
