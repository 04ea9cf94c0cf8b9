"""``vouchbook serve``: the portal of a data folder on the web, until somebody stops it."""

from __future__ import annotations

import errno
import os
import socket
import sys
from pathlib import Path

import click
from msgspec.structs import replace

from vouchbook.cli.said import say
from vouchbook.hosting.postman import Postman
from vouchbook.hosting.reading import read_settings
from vouchbook.hosting.settings import Settings, written
from vouchbook.service.alliance import ALLIANCE_CODE
from vouchbook.service.folder import Folder

TARGET = "vouchbook.web.serving:portal"
"""Named, not imported: the command line knows nothing of the web, and each worker makes its own."""
SETTINGS = "VOUCHBOOK_PORTAL"
LOG = '%(time)s "%(method)s %(path)s" %(status)d %(dt_ms).0f ms'
"""Neither what was asked for in a query, nor an address of whoever asked."""


@click.command()
@click.option(
    "--data", "-d", type=click.Path(path_type=Path, file_okay=False), envvar="VOUCHBOOK_DATA", default=None,
    help="The data folder; goes before the one in the settings.  [env: VOUCHBOOK_DATA]",
)  # fmt: skip
@click.option(
    "--key-file", type=click.Path(path_type=Path, dir_okay=False), default=None, envvar="VOUCHBOOK_KEY_FILE",
    help="The root key file, where it is not at its usual place.  [env: VOUCHBOOK_KEY_FILE]",
)  # fmt: skip
@click.option(
    "--settings", "file", type=click.Path(path_type=Path, dir_okay=False), default=None,
    help="A file of settings: addresses, mail, names and colours.",
)  # fmt: skip
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at; 0.0.0.0 is every one.")
@click.option("--port", type=click.IntRange(1, 65535), default=8080, show_default=True, help="The port to listen at.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that serve.")
@click.option(
    "--threads", type=click.IntRange(1, 256), default=None,
    help="Requests that each process works on at once; more wait, and many more are asked to come again.",
)  # fmt: skip
@click.option(
    "--mail", type=click.Path(path_type=Path, file_okay=False), default=None, help="Write letters to a folder."
)
@click.option("--check", is_flag=True, help="Say whether the settings and the data folder can be used, and end.")
@click.option("--log", is_flag=True, help="Print a line for each request, without addresses and queries.")
def serve(
    data: Path | None,
    key_file: Path | None,
    file: Path | None,
    host: str,
    port: int,
    workers: int,
    threads: int | None,
    mail: Path | None,
    check: bool,
    log: bool,
) -> None:
    """Serve the portal of a data folder, until Ctrl-C.

    Without settings it answers under every name, at this machine only, and letters wait in the outbox. For the
    public, put a proxy that speaks HTTPS before it, and say so in the settings.

    \b
    Examples:
      vouchbook serve --data my-alliance
      vouchbook serve --settings portal.toml --workers 4
    """
    settings = _settings(file, data, key_file)
    if threads is not None:
        settings = replace(settings, at_once=threads)
    if mail is not None:
        settings = replace(
            settings, mail=replace(settings.mail, server=None, password_file=None, folder=mail.absolute())
        )
    settings = replace(settings, sample=settings.sample or _is_sample(settings.data), data=settings.data.absolute())
    codes = _codes(settings)
    here = f"http://{'localhost' if settings.domain else _shown(host)}:{port}"
    if check:
        where = ", ".join(f"{code} at {settings.base(code, here)}" for code in codes) or "no association yet"
        say(f"{file or settings.data} can be used: {where}")
        return
    _must_be_free(host, port)
    _announce(settings, codes, here)
    if settings.sample:
        _show_doors(settings, here)
    postman = Postman(settings, here, lambda text: say(text, err=True))
    by = postman.begin()
    say(f"Letters go to {by.called}." if by else "Letters wait in the outbox: no mail server is set.")
    say("Ctrl-C ends it.")
    sys.stdout.flush()
    try:
        _serve(settings, host, port, workers, log)
    finally:
        postman.end()
    say("The portal is closed.")


def _settings(file: Path | None, data: Path | None, key_file: Path | None) -> Settings:
    if file is not None:
        return read_settings(file, data=data, key_file=key_file)
    return Settings(data=data or Path("vouchbook-data"), key_file=key_file)


def _codes(settings: Settings) -> tuple[str, ...]:
    """The associations in the data folder, opened once so that what is wrong is said here and not on a page."""
    with Folder.open(settings.data, settings.key_file) as folder:
        codes = folder.codes()
        for code in codes:
            folder.book(code)
    for code in settings.brands:
        if code not in codes:
            say(f"Note: the settings speak of {code}, which has no book in {settings.data}.", err=True)
    return tuple(code for code in codes if code != ALLIANCE_CODE)


def _must_be_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what was closed a moment ago is free
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                said = f"Port {port} is taken by another program; name another one with --port, or end that one."
            elif error.errno == errno.EACCES:
                said = f"Port {port} is not yours to open; take one above 1023, and let a proxy answer at {port}."
            else:
                said = f"{host} is no address of this machine ({error.strerror}); name another one with --host."
            raise click.ClickException(said) from None
        except UnicodeError:
            raise click.ClickException(f"{host!r} is no address; name another one with --host.") from None


def _shown(host: str) -> str:
    if host in ("0.0.0.0", "::"):  # noqa: S104  # compared, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _announce(settings: Settings, codes: tuple[str, ...], here: str) -> None:
    say(f"The portal is at {settings.address or here}/")
    for code in codes:
        say(f"  {code:<4} {settings.base(code, here)}/")


def _is_sample(data: Path) -> bool:
    return (data / "sample.json").exists()


def _show_doors(settings: Settings, here: str) -> None:
    """For a sample that `vouchbook sample` made, a link as each of the main people."""
    from vouchbook.sample import made_in
    from vouchbook.sample.doors import doors

    made = made_in(settings.data)
    if made is None:
        return
    say("\nEverybody here is made up. Each of these links signs in as one of them, for a day:")
    with Folder.open(settings.data, settings.key_file) as folder:
        association = ""
        for door in doors(folder, made, lambda code: settings.base(code, here)):
            if door.association != association:
                association = door.association
                say(f"\n{association}")
            say(f"  {door.label}\n    {door.url}")
    say("")


def _serve(settings: Settings, host: str, port: int, workers: int, log: bool) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    os.environ[SETTINGS] = written(settings)
    Granian(
        TARGET,
        factory=True,
        interface=Interfaces.ASGI,
        address=host,
        port=port,
        workers=workers,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=20,
        log_level=LogLevels.warning,
        log_access=log,
        log_access_format=LOG,
        process_name=None,
    ).serve()
