from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from briefbot.cli.scheduling import (
    MARK,
    Job,
    cron_line,
    default_kind,
    install,
    make_job,
    parse_time,
    unit_files,
    unschedule,
)
from briefbot.errors import InputError, SchedulingError
from tests.cli.test_cli import failed, run
from tests.conftest import ROOT

CRONTAB = """#!/bin/sh
case "$1" in
  -l) [ -e "$HOME/locked" ] && { echo "not allowed" >&2; exit 1; }
      [ -e "$HOME/crontab" ] || { echo "no crontab for $USER" >&2; exit 1; }
      cat "$HOME/crontab" ;;
  -) cat > "$HOME/crontab" ;;
esac
"""
SYSTEMCTL = """#!/bin/sh
echo "$@" >> "$HOME/systemctl.log"
if [ -e "$HOME/broken" ]; then echo "no bus" >&2; exit 1; fi
"""
OTHERS = "MAILTO=me\n0 0 * * * echo hello\n# a remark\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's home, with a crontab and a systemctl that keep to it."""
    home, programs = tmp_path / "user", tmp_path / "bin"
    home.mkdir()
    programs.mkdir()
    for name, text in (("crontab", CRONTAB), ("systemctl", SYSTEMCTL)):
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.chdir(home)
    return home


def units(home: Path) -> Path:
    return home / ".config" / "systemd" / "user"


def job(**changes: object) -> Job:
    plain = Job(at=dt.time(6, 30), program=("/opt/bin/briefbot",), folder=Path("/srv/news"))
    return plain.model_copy(update=changes)


def test_a_line_for_cron() -> None:
    assert cron_line(job()) == (
        "*/5 * * * * cd /srv/news && { /opt/bin/briefbot run --fetch 30 --brief-at 06:30; } " + MARK
    )
    assert "--brief-at 06:30 --brief-to editors --brief-to a@b; }" in cron_line(job(to=("editors", "a@b")))


def test_units_for_systemd() -> None:
    files = unit_files(job(environment={"BRIEFBOT_HOME": '/srv/100% "a\\b"'}, folder=Path("/srv/a b%")))
    assert "WorkingDirectory=/srv/a b%%\n" in files["briefbot.service"]
    assert 'Environment="BRIEFBOT_HOME=/srv/100%% \\"a\\\\b\\""\n' in files["briefbot.service"]
    command = 'ExecStart="/opt/bin/briefbot" "run" "--fetch" "30" "--brief-at" "06:30"\n'
    assert command in files["briefbot.service"]
    assert "OnCalendar=*:0/5\n" in files["briefbot.timer"]


def test_what_cron_runs_survives_every_character(tmp_path: Path) -> None:
    folder = tmp_path / "a 'b' \"c\" $HOME `d` 100% \\ ; &"
    folder.mkdir()
    program = folder / "program"
    program.write_text('#!/bin/sh\necho "$PWD|$BRIEFBOT_HOME|$*" >> log\nexit 1\n')
    program.chmod(0o755)
    line = cron_line(job(program=(str(program),), folder=folder, environment={"BRIEFBOT_HOME": "x % 'y' $z"}))
    command = re.sub(r"^\*/5 \* \* \* \* ", "", line).replace(r"\%", "%")  # as cron(8) hands it to the shell
    subprocess.run(["/bin/sh", "-c", command], check=False, capture_output=True)
    assert (folder / "log").read_text().splitlines() == [f"{folder}|x % 'y' $z|run --fetch 30 --brief-at 06:30"]


def test_the_job_is_this_program_in_this_folder_with_these_settings(home: Path) -> None:
    given = {"BRIEFBOT_MODEL": "m", "OTHER": "x", "BRIEFBOT_HOME": "y", "BRIEFBOT_MAIL_PASSWORD": "secret"}
    made = make_job(dt.time(5, 0), home / "library", given)
    assert Path(made.program[0]).is_absolute()
    assert Path(made.program[0]).exists()
    assert made.folder == home
    assert made.environment == {"BRIEFBOT_HOME": str(home / "library"), "BRIEFBOT_MODEL": "m"}


def test_no_secret_is_scheduled(home: Path) -> None:
    secrets = {"BRIEFBOT_SMTP__PASSWORD": "p", "BRIEFBOT_MAIL_PASSWORD": "p", "BRIEFBOT_TARGETS": "{}"}
    assert make_job(dt.time(5, 0), None, {**secrets, "BRIEFBOT_MODEL": "m"}).environment == {"BRIEFBOT_MODEL": "m"}
    server = {"BRIEFBOT_SMTP__HOST": "mail.example", "BRIEFBOT_SMTP__SENDER": "a@mail.example"}
    done = run("schedule", "--cron", cwd=home, **secrets, **server)
    assert "export BRIEFBOT_SMTP" not in done.stdout and "BRIEFBOT_SMTP__PASSWORD is not written down" in done.stderr


def test_a_line_break_cannot_be_scheduled(home: Path) -> None:
    with pytest.raises(InputError, match="line break"):
        make_job(dt.time(5, 0), None, {"BRIEFBOT_HOME": "a\n* * * * * evil"})


@pytest.mark.parametrize(
    ("text", "wanted"), [("06:30", dt.time(6, 30)), ("6:30", dt.time(6, 30)), ("23:59", dt.time(23, 59))]
)
def test_times_of_day(text: str, wanted: dt.time) -> None:
    assert parse_time(text) == wanted


@pytest.mark.parametrize("text", ["", "25:00", "6.30", "06:30:00 x", "*/5"])
def test_what_is_no_time_of_day(text: str) -> None:
    with pytest.raises(InputError, match="06:30"):
        parse_time(text)


def test_cron_keeps_the_other_lines_and_has_one_of_ours(home: Path) -> None:
    (home / "crontab").write_text(OTHERS)
    install(job(), "cron")
    install(job(at=dt.time(7, 0)), "cron")
    assert (home / "crontab").read_text() == OTHERS + cron_line(job(at=dt.time(7, 0))) + "\n"
    assert unschedule()
    assert (home / "crontab").read_text() == OTHERS
    assert not unschedule()


def test_a_first_crontab_is_made(home: Path) -> None:
    install(job(), "cron")
    assert (home / "crontab").read_text() == cron_line(job()) + "\n"


def test_a_crontab_that_cannot_be_read_is_left_alone(home: Path) -> None:
    (home / "crontab").write_text(OTHERS)
    (home / "locked").touch()
    with pytest.raises(SchedulingError, match="not allowed"):
        install(job(), "cron")
    assert (home / "crontab").read_text() == OTHERS


def test_units_are_written_and_the_timer_started(home: Path) -> None:
    install(job(), "systemd")
    install(job(), "systemd")
    assert {path.name: path.read_text() for path in units(home).iterdir()} == unit_files(job())
    log = (home / "systemctl.log").read_text().splitlines()
    assert log == 2 * ["--user daemon-reload", "--user enable --now briefbot.timer"]
    assert unschedule()
    assert list(units(home).iterdir()) == []
    assert "--user disable --now briefbot.timer" in (home / "systemctl.log").read_text()


def test_one_kind_takes_the_place_of_the_other(home: Path) -> None:
    (home / "crontab").write_text(OTHERS)
    install(job(), "systemd")
    install(job(), "cron")
    assert list(units(home).iterdir()) == []
    install(job(), "systemd")
    assert (home / "crontab").read_text() == OTHERS


def test_a_failing_scheduler_says_what_to_do_by_hand(home: Path) -> None:
    (home / "broken").touch()
    with pytest.raises(SchedulingError, match="no bus.*without --install"):
        install(job(), "systemd")


def test_a_machine_without_a_scheduler_names_the_other(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(home))
    with pytest.raises(SchedulingError, match="--systemd"):
        install(job(), "cron")
    assert default_kind() == "cron"


def test_the_command_prints_and_changes_nothing(home: Path) -> None:
    done = run("schedule", "--at", "05:15", "--cron", cwd=home)
    assert done.returncode == 0
    assert done.stdout.startswith("*/5 * * * * cd ")
    assert done.stdout.count("\n") == 1
    printed = run("schedule", "--systemd", cwd=home).stdout
    assert "briefbot.service" in printed
    assert "OnCalendar=*:0/5" in printed
    assert sorted(path.name for path in home.iterdir()) == []


def test_the_command_sets_up_and_takes_out(home: Path) -> None:
    assert "crontab" in run("schedule", "--cron", "--install", cwd=home).stderr
    assert (home / "crontab").read_text().endswith(MARK + "\n")
    assert sys.prefix in (home / "crontab").read_text() or "-m briefbot" in (home / "crontab").read_text()
    run("schedule", "--remove", cwd=home)
    assert (home / "crontab").read_text() == ""
    assert "no schedule" in run("schedule", "--remove", cwd=home).stderr


def test_what_the_command_cannot_do(home: Path) -> None:
    assert "06:30" in failed(run("schedule", "--at", "soon", cwd=home))
    assert run("schedule", "--cron", "--systemd", cwd=home).returncode == 2
    assert run("schedule", "--install", "--remove", cwd=home).returncode == 2
    assert os.listdir(home) == []


def test_the_readme_shows_the_line_for_cron() -> None:
    shown = cron_line(job(program=("/home/me/.local/bin/briefbot",), folder=Path("/home/me/news")))
    assert f"```text\n{shown}\n```" in (ROOT / "README.md").read_text()


def test_the_workflow_of_the_readme_runs_commands_that_exist() -> None:
    (text,) = re.findall(r"```yaml\n(name: Briefing.*?)```", (ROOT / "README.md").read_text(), flags=re.DOTALL)
    steps = yaml.safe_load(text)["jobs"]["brief"]["steps"]
    commands = [step["run"].split() for step in steps if step.get("run", "").startswith("briefbot ")]
    assert [command[1] for command in commands] == ["ingest", "brief"]
    for _, name, *rest in commands:
        help_text = run(name, "--help").stdout
        assert all(word in help_text for word in rest if word.startswith("--"))
