"""A round every few minutes, with a briefing every morning: a line for cron, or a service and a timer for systemd.

References:
    crontab(5), for `%` in commands; systemd.syntax(7) and systemd.unit(5), for quoting and `%` in unit files.
"""

from __future__ import annotations

import datetime as dt
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from pydantic import Field

from briefbot.errors import InputError, SchedulingError
from briefbot.types import Frozen

Scheduler = Literal["cron", "systemd"]
MARK = "# briefbot: a briefing every morning"
SERVICE, TIMER = "briefbot.service", "briefbot.timer"
EVERY = 5  # minutes from round to round
FETCH = 30  # minutes from one fetching of feeds and mail to the next


class Job(Frozen):
    """What runs every few minutes."""

    at: dt.time = Field(description="Local time of day of the briefing.")
    to: tuple[str, ...] = Field(default=(), description="Who is sent the briefing.")
    program: tuple[str, ...] = Field(description="The program by its full path, and what comes before its arguments.")
    folder: Path = Field(description="Where it runs; the briefings are written to the folder `briefings` in it.")
    environment: dict[str, str] = Field(default_factory=dict, description="The settings it runs with.")

    @property
    def arguments(self) -> tuple[str, ...]:
        """Of the program."""
        targets = (part for target in self.to for part in ("--brief-to", target))
        return ("run", "--fetch", str(FETCH), "--brief-at", f"{self.at:%H:%M}", *targets)


def parse_time(text: str) -> dt.time:
    """A time of day such as 06:30.

    Raises:
        InputError: it is none.
    """
    try:
        return dt.datetime.strptime(text.strip(), "%H:%M").time()
    except ValueError as error:
        raise InputError(f"--at {text!r} is not a time of day. Write it as 06:30.") from error


def make_job(
    at: dt.time, home: Path | None = None, environment: Mapping[str, str] = os.environ, to: Sequence[str] = ()
) -> Job:
    """The job that runs this program in the current folder, with the settings that the environment holds now.

    Args:
        at: local time of day.
        home: the library's folder, in place of the environment's.
        environment: variables; those that begin with `BRIEFBOT_` are kept, but for passwords and targets, which are
            for the settings file or the keyring and not for a crontab.
        to: who is sent the briefing.

    Raises:
        InputError: a path or value has a line break, which neither cron nor systemd can hold.
    """
    script = Path(sys.executable).with_name("briefbot")
    program = (str(script),) if script.is_file() else (sys.executable, "-m", "briefbot")
    kept = {name: value for name, value in sorted(environment.items()) if name.startswith("BRIEFBOT_")}
    kept = {name: value for name, value in kept.items() if not is_secret(name)}
    if home is not None:
        kept["BRIEFBOT_HOME"] = str(home.absolute())
    for value in (*program, str(Path.cwd()), *to, *kept, *kept.values()):
        if not value.isprintable():
            raise InputError(f"{value!r} has a line break or another control character; a schedule cannot hold it.")
    return Job(at=at, to=tuple(to), program=program, folder=Path.cwd(), environment=kept)


def is_secret(name: str) -> bool:
    """Whether a variable holds, or may hold, what must stand in no crontab."""
    return "PASSWORD" in name or name.endswith("TOKEN") or name.startswith(("BRIEFBOT_SMTP", "BRIEFBOT_TARGETS"))


def default_kind() -> Scheduler:
    """What this machine schedules with: systemd where it runs, else cron."""
    return "systemd" if shutil.which("systemctl") and Path("/run/systemd/system").is_dir() else "cron"


def cron_line(job: Job) -> str:
    """A line for `crontab -e`."""
    program = shlex.join(job.program)
    settings = "".join(f"export {name}={shlex.quote(value)}; " for name, value in job.environment.items())
    work = f"{settings}{program} {shlex.join(job.arguments)}"
    command = f"cd {shlex.quote(str(job.folder))} && {{ {work}; }}".replace("%", r"\%")
    return f"*/{EVERY} * * * * {command} {MARK}"


def unit_files(job: Job) -> dict[str, str]:
    """The service and the timer, by file name."""
    program = " ".join(_value(part) for part in job.program)
    service = [
        "[Unit]",
        "Description=Watchlists and a briefing of the news",
        "",
        "[Service]",
        "Type=oneshot",
        f"WorkingDirectory={_specifiers(str(job.folder))}",
        *(f"Environment={_value(f'{name}={value}')}" for name, value in job.environment.items()),
        f"ExecStart={program} {' '.join(map(_value, job.arguments))}",
        "Nice=10",
    ]
    timer = [
        "[Unit]",
        "Description=Watchlists and briefings of the news",
        "",
        "[Timer]",
        f"OnCalendar=*:0/{EVERY}",
        "Persistent=true",
        "",
        "[Install]",
        "WantedBy=timers.target",
    ]
    return {SERVICE: "\n".join(service) + "\n", TIMER: "\n".join(timer) + "\n"}


def printed(job: Job, kind: Scheduler) -> str:
    """What to put where by hand."""
    if kind == "cron":
        return cron_line(job)
    return "\n".join(f"# {unit_folder() / name}\n{text}" for name, text in unit_files(job).items()) + (
        f"\n# Then: systemctl --user daemon-reload && systemctl --user enable --now {TIMER}\n"
        "# It runs while you are logged in; at all times after: loginctl enable-linger"
    )


def unit_folder() -> Path:
    """Where the user's own units lie."""
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "systemd" / "user"


def install(job: Job, kind: Scheduler) -> str:
    """Set the job up in place of one set up before; returns in words where it is.

    Raises:
        SchedulingError: cron or systemd cannot be used.
    """
    if kind == "cron":
        lines = _crontab()
        _write_crontab([*(line for line in lines if not line.endswith(MARK)), cron_line(job)])
        _remove_units()
        return "your crontab"
    folder = unit_folder()
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in unit_files(job).items():
        (folder / name).write_text(text, encoding="utf-8")
    _run(["systemctl", "--user", "daemon-reload"])
    _run(["systemctl", "--user", "enable", "--now", TIMER])
    _remove_line()
    return str(folder / TIMER)


def unschedule() -> bool:
    """Take the job out of cron and of systemd; returns whether there was one.

    Raises:
        SchedulingError: cron or systemd cannot be used.
    """
    line, units = _remove_line(), _remove_units()
    return line or units


def _remove_line() -> bool:
    if not shutil.which("crontab"):
        return False
    lines = _crontab()
    others = [line for line in lines if not line.endswith(MARK)]
    if others != lines:
        _write_crontab(others)
    return others != lines


def _remove_units() -> bool:
    present = [path for path in (unit_folder() / TIMER, unit_folder() / SERVICE) if path.exists()]
    if present:
        _run(["systemctl", "--user", "disable", "--now", TIMER])
        for path in present:
            path.unlink()
        _run(["systemctl", "--user", "daemon-reload"])
    return bool(present)


def _crontab() -> list[str]:
    """The lines of the user's crontab; whatever cannot be read for sure is an error, so that nothing is lost."""
    done = _call(["crontab", "-l"])
    if done.returncode and "no crontab" not in done.stderr:
        raise SchedulingError(f"`crontab -l` failed: {done.stderr.strip()!r}. Put the line in with `crontab -e`.")
    return [] if done.returncode else done.stdout.splitlines()


def _write_crontab(lines: Sequence[str]) -> None:
    _run(["crontab", "-"], "".join(f"{line}\n" for line in lines))


def _run(command: Sequence[str], given: str | None = None) -> None:
    done = _call(command, given)
    if done.returncode:
        raise SchedulingError(
            f"`{shlex.join(command)}` failed: {done.stderr.strip()!r}. "
            "Run `briefbot schedule` without --install and set up by hand what it prints."
        )


def _call(command: Sequence[str], given: str | None = None) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command, input=given, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"}
        )
    except FileNotFoundError as error:
        other = "--systemd" if command[0] == "crontab" else "--cron"
        raise SchedulingError(f"There is no {command[0]!r} here. Try `briefbot schedule {other}`.") from error


def _value(text: str) -> str:
    """A quoted word in a unit file."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{_specifiers(escaped)}"'


def _specifiers(text: str) -> str:
    return text.replace("%", "%%")
