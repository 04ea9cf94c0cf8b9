"""Finds installed associations, and asks each its own questions: one plugin manager per association.

There is no global plugin manager and no current association: an ``Association`` is built for one code
and one adopted policy version, and forgotten with it.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import TypeVar, get_args

import msgspec
import pluggy
from msgspec import Struct

from vouchbook import defaults, hookspecs
from vouchbook.domain.evidence import Portfolio, Standing
from vouchbook.domain.names import (
    AssociationCode,
    CategoryCode,
    Digest,
    DistributionName,
    DistributionVersion,
    FeeOccasion,
    PayerId,
    PaymentMethod,
    PaymentProviderName,
    PlanKey,
    StandingName,
)
from vouchbook.domain.ruling import Code
from vouchbook.domain.trace import Finding, Moments
from vouchbook.hookspecs import (
    QUESTIONS,
    SURFACES,
    Entry,
    Fee,
    Happened,
    Page,
    PaymentNotice,
    PaymentProvider,
    ReviewPlan,
    Term,
    Who,
)
from vouchbook.policy.questions import POLICY_ALONE, Questions
from vouchbook.policy.rules import Line
from vouchbook.policy.version import PolicyVersion

ASSOCIATIONS = "vouchbook.associations"
GUIDELINES = "vouchbook.guidelines"
T = TypeVar("T")
_PAGE_PATH = re.compile(r"(/([a-z0-9][a-z0-9-]*|\{[a-z][a-z0-9_]*\})){1,3}")
_PLACE = re.compile(r"(/[a-z0-9][a-z0-9-]*){1,6}")
_PROVIDER = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_SOME_NOTICE = PaymentNotice(PayerId(""), 0, "", PaymentMethod.CASH, date.min, "")


class NotInstalled(LookupError):
    """No installed package answers for this association; the message names those that are."""


class BadPackage(Exception):
    """An association's package cannot be used; the message names package, hook and fix."""


class WrongAnswer(Exception):
    """A hook answered something that it may not; the message names package, hook and what was expected."""


class Package(Struct, frozen=True):
    """An installed association or plugin: where it comes from and what stands in it."""

    code: AssociationCode
    module: str
    distribution: str
    version: str

    def load(self) -> ModuleType:
        """:raises BadPackage: it cannot be imported"""
        try:
            return importlib.import_module(self.module)
        except Exception as error:
            raise BadPackage(
                f"{self.distribution}: importing {self.module} failed ({type(error).__name__}: {error}); "
                f"mend or reinstall the package, or remove it with: pip uninstall {self.distribution}"
            ) from error

    @property
    def folder(self) -> Path:
        try:
            spec = importlib.util.find_spec(self.module)
        except ModuleNotFoundError:  # the package around it
            spec = None
        if spec is None or spec.origin is None:
            raise BadPackage(
                f"{self.distribution}: its entry point names {self.module!r}, which does not exist; "
                f"correct [project.entry-points] in its pyproject.toml and reinstall it"
            )
        return Path(spec.origin).parent

    @property
    def policy_file(self) -> Path:
        """:raises BadPackage: the package brings no ``policy.toml``"""
        path = self.folder / "policy.toml"
        if not path.is_file():
            raise BadPackage(f"{self.distribution}: {self.module} holds no policy.toml; put one beside its __init__.py")
        return path

    @property
    def digest(self) -> Digest:
        """Over the names and contents of every file of the package, in order."""
        found = hashlib.sha256()
        for path in sorted(p for p in self.folder.rglob("*") if p.is_file() and p.suffix in {".py", ".toml"}):
            content = path.read_bytes()
            found.update(f"{path.relative_to(self.folder).as_posix()}\0{len(content)}\0".encode() + content)
        return Digest("sha256:" + found.hexdigest())

    @property
    def recorded(self) -> Code:
        """How an event names this package."""
        return Code(DistributionName(self.distribution), DistributionVersion(self.version), self.digest)


def installed() -> dict[AssociationCode, Package]:
    """Every installed association by its code."""
    return _packages(ASSOCIATIONS)


@cache
def _packages(group: str) -> dict[AssociationCode, Package]:
    found: dict[AssociationCode, Package] = {}
    for entry in metadata.entry_points(group=group):
        distribution = entry.dist.name if entry.dist else entry.value
        version = entry.dist.version if entry.dist else "0"
        code = AssociationCode(entry.name)
        if code in found and found[code].module != entry.value:
            raise BadPackage(
                f"{distribution} and {found[code].distribution} both answer for {code!r}; uninstall one of them"
            )
        found[code] = Package(code, entry.value, distribution, version)
    return found


def package(code: str) -> Package:
    """:raises NotInstalled: nothing answers for the code"""
    known = installed()
    try:
        return known[AssociationCode(code)]
    except KeyError:
        tried = ", ".join(sorted(known)) or "none is; install one, for example: pip install vouchbook-nc"
        raise NotInstalled(f"{code!r} is not installed; installed: {tried}") from None


def guideline_files() -> Mapping[str, Path]:
    """The files of every installed guidelines edition, by edition.

    :raises BadPackage: a package offers no editions
    """
    files: dict[str, Path] = {}
    for offered in _packages(GUIDELINES).values():
        editions = getattr(offered.load(), "editions", None)
        if editions is None:
            raise BadPackage(f"{offered.distribution}: {offered.module} has no editions(); see plugins/guidelines")
        files.update(editions())
    return files


class Association:
    """One association under one policy version: its data answers, its package may replace the answer.

    Without a package (it was removed, or a book is only being read) the policy data answers alone.
    """

    def __init__(
        self, version: PolicyVersion, package: Package | None = None, plugins: tuple[ModuleType, ...] = ()
    ) -> None:
        self.version = version
        self.code = version.document.association.code
        self.package = package
        self._hooks = pluggy.PluginManager(hookspecs.PROJECT)
        self._hooks.add_hookspecs(hookspecs)
        taken_up = (*plugins, *_taken_up(package)) if package is not None else plugins
        for plugin in reversed(taken_up):  # registered first, so they answer after the association, in their order
            _register(self._hooks, plugin, plugin.__name__)
        if package is not None:
            _register(self._hooks, package.load(), package.distribution)

    @property
    def answered_by(self) -> tuple[Code, ...]:
        """The code that may have answered, for a ruling to record."""
        return (self.package.recorded,) if self.package else ()

    @property
    def questions(self) -> Questions:
        """Who answers while an evaluation runs: the package where it has something to say, else policy data alone."""
        hooks = self._hooks.hook
        asked = hooks.standing_counts.get_hookimpls() or hooks.requirement_finding.get_hookimpls()
        return self if asked else POLICY_ALONE

    def answerers(self, hook: str) -> tuple[str, ...]:
        """Whose code answers or listens, in the order in which they are asked: distributions, then shared plugins."""
        return tuple(each.plugin_name for each in reversed(getattr(self._hooks.hook, hook).get_hookimpls()))

    def membership_term(self, plan: PlanKey, bought_on: date) -> Term:
        proposed = defaults.membership_term(self.version.document, plan, bought_on)
        return self._ask("membership_term", proposed, plan=plan, bought_on=bought_on)

    def fee(
        self,
        occasion: FeeOccasion,
        *,
        category: CategoryCode | None = None,
        plan: PlanKey | None = None,
        member: bool | None = None,
        held: tuple[CategoryCode, ...] = (),
        on: date,
    ) -> Fee | None:
        """What an occasion costs; ``None``: the policy has no row, and nothing is charged. See ``defaults.fee``."""
        document = self.version.document
        proposed = defaults.fee(document, occasion, category=category, plan=plan, member=member, held=held, on=on)
        if proposed is None:
            return None
        about = {"category": category, "plan": plan, "member": member, "held": held, "on": on}
        return self._ask("fee", proposed, occasion=occasion, **about)

    def standing_counts(
        self, proposed: bool, standing: Standing, may: StandingName, category: CategoryCode, on: date
    ) -> bool:
        return self._ask("standing_counts", proposed, standing=standing, may=may, category=category, on=on)

    def finding(self, proposed: Finding, line: Line, portfolio: Portfolio, moments: Moments) -> Finding:
        return self._ask("requirement_finding", proposed, line=line, portfolio=portfolio, moments=moments)

    def review_plan(self, category: CategoryCode, on: date) -> ReviewPlan:
        proposed = defaults.review_plan(self.version.document, category, on)
        return self._ask("review_plan", proposed, category=category, on=on)

    def endorsement_term(self, category: CategoryCode, granted_on: date) -> Term:
        proposed = defaults.endorsement_term(self.version.document, category, granted_on)
        return self._ask("endorsement_term", proposed, category=category, granted_on=granted_on)

    def payment_providers(self) -> Mapping[PaymentProviderName, PaymentProvider]:
        """Everybody who tells of payments, by name; ``manual`` is always among them.

        :raises WrongAnswer: a package named none, or two of one name
        """
        found: dict[PaymentProviderName, PaymentProvider] = {defaults.MANUAL.name: defaults.MANUAL}
        for asked in reversed(self._hooks.hook.payment_providers.get_hookimpls()):
            where = f"{asked.plugin_name}: payment_providers"
            try:
                answer = asked.function()
            except Exception as error:
                raise WrongAnswer(f"{where} failed ({type(error).__name__}: {error}); mend the hook") from error
            if answer is None:
                continue
            if not isinstance(answer, tuple) or not all(isinstance(each, PaymentProvider) for each in answer):
                raise WrongAnswer(f"{where} answered {answer!r}; it must answer a tuple of payment providers")
            for each in answer:
                if not _PROVIDER.fullmatch(str(each.name)):
                    raise WrongAnswer(f"{where}: {each.name!r} is no name; write it like card_page")
                if each.name in found:
                    raise WrongAnswer(f"{where}: there is a provider {each.name!r} already; call this one otherwise")
                found[PaymentProviderName(each.name)] = each
        return found

    def payment_notice(self, provider: PaymentProvider, notification: bytes) -> PaymentNotice | None:
        """What a provider reads in a notification.

        :raises WrongAnswer: it failed, or read what is no notice of a payment
        """
        try:
            notice = provider.read(notification)
        except Exception as error:
            raise WrongAnswer(
                f"{provider.name}: reading a notification failed ({type(error).__name__}: {error}); nothing was "
                f"recorded. Mend the provider, or let it return None for what it cannot read"
            ) from error
        return None if notice is None else _of_its_type(notice, _SOME_NOTICE, f"{provider.name}: read")

    def letters(self) -> tuple[Mapping[str, str], tuple[str, ...]]:
        """Templates in place of ours, the association's before those of others; and what went wrong, in words."""
        found: dict[str, str] = {}
        problems: list[str] = []
        for who, answer in self._brought("letters", problems):
            try:
                brought = msgspec.convert(answer, dict[str, str], strict=True)
            except msgspec.ValidationError:
                problems.append(f"{who}: letters answered no mapping of names to templates; ours are used")
            else:
                found = {**brought, **found}  # whoever is asked first wins
        return found, tuple(problems)

    def pages(self) -> tuple[tuple[tuple[str, Page], ...], tuple[str, ...]]:
        """Every page that packages bring, with whose it is; and what went wrong, in words."""
        found: dict[str, tuple[str, Page]] = {}
        problems: list[str] = []
        for who, answer in self._brought("pages", problems):
            for each in _all_of(answer, Page, f"{who}: pages", problems):
                if not _PAGE_PATH.fullmatch(each.path) or each.who not in get_args(Who) or not callable(each.show):
                    problems.append(f"{who}: the page {each.path!r} is left out; write it like /workshops/{{key}}")
                elif each.path in found:
                    problems.append(f"{who}: there is a page {each.path} already; this one is left out")
                else:
                    found[each.path] = (who, each)
        return tuple(found.values()), tuple(problems)

    def navigation(self) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
        """Every entry that packages bring for the navigation; and what went wrong, in words."""
        found: list[Entry] = []
        problems: list[str] = []
        for who, answer in self._brought("navigation", problems):
            for each in _all_of(answer, Entry, f"{who}: navigation", problems):
                if not _PLACE.fullmatch(each.path) or each.who not in get_args(Who) or not each.title.strip():
                    problems.append(f"{who}: the entry {each.title!r} is left out; its path is one of the portal's own")
                else:
                    found.append(each)
        return tuple(found), tuple(problems)

    def _brought(self, surface: str, problems: list[str]) -> Iterator[tuple[str, object]]:
        """What each package answers, the association's first; one that fails is reported and passed by."""
        for asked in reversed(getattr(self._hooks.hook, surface).get_hookimpls()):
            try:
                answer = asked.function()
            except Exception as error:
                problems.append(f"{asked.plugin_name}: {surface} failed ({type(error).__name__}: {error})")
                continue
            if answer is not None:
                yield asked.plugin_name, answer

    def after_commit(self, happened: Happened) -> tuple[str, ...]:
        """Tell everybody who listens; what went wrong is returned in words, for the faces to show."""
        problems = []
        for listener in reversed(self._hooks.hook.after_commit.get_hookimpls()):
            try:
                listener.function(**dict.fromkeys(listener.argnames, happened))
            except Exception as error:
                problems.append(f"{listener.plugin_name}: after_commit failed ({type(error).__name__}: {error})")
        return tuple(problems)

    def _ask(self, question: str, proposed: T, **arguments: object) -> T:
        """The first opinion, the association's before those of shared plugins; else ``proposed``.

        :raises WrongAnswer: whoever was asked failed, or answered what is no answer
        """
        brought: dict[str, object] = {"proposed": proposed, **arguments}
        for asked in reversed(getattr(self._hooks.hook, question).get_hookimpls()):
            try:
                answer = asked.function(**{name: brought[name] for name in asked.argnames})
            except Exception as error:
                raise WrongAnswer(
                    f"{asked.plugin_name}: {question} failed ({type(error).__name__}: {error}); nothing was recorded. "
                    f"Mend the hook, or return None to leave the answer to the policy"
                ) from error
            if answer is not None:
                return _of_its_type(answer, proposed, f"{asked.plugin_name}: {question}")
        return proposed


def _all_of(answer: object, kind: type[T], where: str, problems: list[str]) -> tuple[T, ...]:
    if isinstance(answer, tuple) and all(isinstance(each, kind) for each in answer):
        return answer
    problems.append(f"{where} answered {type(answer).__name__}; it must answer a tuple of {kind.__name__}")
    return ()


def _of_its_type(answer: object, proposed: T, asked: str) -> T:
    """An answer that could be written into the book: of the type of what policy proposes, through and through."""
    expected = type(proposed)
    if type(answer) is not expected:
        raise WrongAnswer(f"{asked} answered {answer!r}; it must answer a {expected.__name__}, or None for no opinion")
    if isinstance(answer, Struct):
        try:
            again = msgspec.convert(msgspec.to_builtins(answer, builtin_types=(date,)), expected, builtin_types=(date,))
        except (msgspec.ValidationError, TypeError) as error:
            raise WrongAnswer(f"{asked} answered {answer!r}, which is no {expected.__name__}: {error}") from error
        if again != answer:
            raise WrongAnswer(f"{asked} answered {answer!r}; give its fields the types of: {again!r}")
    if isinstance(answer, Finding) and isinstance(proposed, Finding) and answer.requirement != proposed.requirement:
        raise WrongAnswer(
            f"{asked} was asked about {proposed.requirement!r} and answered about {answer.requirement!r}; "
            f"return a finding of the requirement asked about, or None"
        )
    if isinstance(proposed, Fee):
        _must_be_a_price(answer, proposed, asked)
    return answer


def _must_be_a_price(answer: object, proposed: Fee, asked: str) -> None:
    """:raises WrongAnswer: of another occasion, below nothing, or more of it kept than is paid"""
    if not isinstance(answer, Fee) or answer.occasion is not proposed.occasion:
        told = answer.occasion.value if isinstance(answer, Fee) else answer
        raise WrongAnswer(
            f"{asked} was asked about {proposed.occasion.value!r} and answered about {told!r}; "
            f"return a fee of the occasion asked about, or None"
        )
    if answer.cents < 0 or not 0 <= answer.kept <= answer.cents:
        raise WrongAnswer(
            f"{asked} answered {answer.cents} cents, of which {answer.kept} are kept; a fee is 0 or more, and what is "
            f"kept is no more than it"
        )


def _taken_up(package: Package) -> tuple[ModuleType, ...]:
    """The shared plugins that an association names: ``plugins = (vouchbook_workshops,)`` in its package.

    :raises BadPackage: what it names are no modules
    """
    named = getattr(package.load(), "plugins", ())
    if not isinstance(named, tuple) or not all(isinstance(each, ModuleType) for each in named):
        raise BadPackage(f"{package.distribution}: plugins is no tuple of modules; write plugins = (vouchbook_name,)")
    return named


def _register(hooks: pluggy.PluginManager, plugin: ModuleType, name: str) -> None:
    """Take up a package's hooks.

    :raises BadPackage: everything that ``hook_mistakes`` finds
    """
    if wrong := "\n".join(hook_mistakes(plugin, name)):
        raise BadPackage(wrong)
    hooks.register(plugin, name)


def hook_mistakes(plugin: ModuleType, name: str) -> Iterator[str]:
    """What of a package looks like a hook and cannot be one: unmarked, a wrapper, an unknown hook or argument."""
    known = (*QUESTIONS, *SURFACES)
    for attribute, function in vars(plugin).items():
        marks = getattr(function, f"{hookspecs.PROJECT}_impl", None)
        if marks is None and attribute in known and callable(function):
            yield f"{name}: {attribute} looks like a hook but is not marked; put @hookimpl above it"
        if not isinstance(marks, dict):
            continue
        if marks["wrapper"] or marks["hookwrapper"]:
            yield f"{name}: {attribute} is a wrapper; hooks answer for themselves: drop wrapper=True"
        elif attribute not in known or marks["specname"]:
            yield (
                f"{name}: {attribute} is marked @hookimpl, but there is no such hook; "
                f"name the function after one of: {', '.join(known)}"
            )
        elif marks["tryfirst"] or marks["trylast"]:
            yield f"{name}: {attribute} wants another turn; the association answers first: drop tryfirst and trylast"
        else:
            yield from _misfits(attribute, function, name)


def _misfits(hook: str, function: Callable[..., object], name: str) -> Iterator[str]:
    """Arguments that the hook does not bring, and those that it brings in vain."""
    brings = [*inspect.signature(getattr(hookspecs, hook)).parameters]
    asks = inspect.signature(function).parameters
    wrong = [argument for argument in asks if argument not in brings]
    if wrong:
        yield (
            f"{name}: {hook} asks for {', '.join(wrong)}, which this hook does not bring; "
            f"it brings {', '.join(brings)}, see docs/reference/hooks.md"
        )
    left = [
        argument
        for argument, asked in asks.items()
        if argument in brings and (asked.kind is not asked.POSITIONAL_OR_KEYWORD or asked.default is not asked.empty)
    ]
    if left:
        yield (
            f"{name}: {hook} gives {', '.join(left)} a default, or takes it by keyword or position only, and would "
            f"never be handed it; write it as a plain argument, or leave it out"
        )
