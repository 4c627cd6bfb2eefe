"""What is printed for a scheduler is what it reads, and runs exactly the command that was meant."""

from __future__ import annotations

import datetime as dt
import re
import shlex
import shutil
import subprocess
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from defusedxml import ElementTree

from adapter.errors import SettingsError
from adapter.sync.units import UNITS, Job, cron, kubernetes, systemd, windows, written
from tests.cli.conftest import Run, run  # noqa: F401

HOUSE = Path(__file__).parents[2]
TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
JOB = Job(
    program="/opt/fhir vgc/bin/fhir-vgc",
    to="practice",
    every=dt.timedelta(minutes=15),
    folder="/srv/100% clinic",
    user="fhir-vgc",
    ledger="/var/lib/fhir-vgc/a $ledger.db",
)
AWKWARD = replace(
    JOB,
    program="/bin/true",
    changes="/srv/a $b 100%",
    to='https://gp.example/fhir?a="b"&c=$d%20<e>',
    user="svc",
)


@pytest.mark.parametrize(
    ("seconds", "text"), [(90, "90s"), (900, "15m"), (7_200, "2h"), (86_400, "1d"), (5_400, "90m")]
)
def test_a_time_is_written_as_it_is_read(seconds: int, text: str) -> None:
    assert written(dt.timedelta(seconds=seconds)) == text


# ── systemd ──────────────────────────────────────────────────────────────────────────────────────────


def of_systemd(unit: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in unit.splitlines() if re.match(r"\w+=", line))


def test_systemd_drains_it_and_starts_it_again() -> None:
    unit = of_systemd(systemd(JOB))
    assert unit["KillSignal"] == "SIGINT"
    assert int(unit["TimeoutStopSec"]) >= 60
    assert unit["SuccessExitStatus"] == "130"
    assert (unit["Restart"], int(unit["RestartSec"])) == ("always", 60)
    assert unit["User"] == "fhir-vgc"
    assert unit["WorkingDirectory"] == "/srv/100%% clinic"
    assert unit["ExecStart"] == (
        '"/opt/fhir vgc/bin/fhir-vgc" sync --to practice'
        ' --ledger "/var/lib/fhir-vgc/a $$ledger.db" --every 15m'
    )


@pytest.mark.parametrize(
    "job",
    [replace(JOB, program="/bin/true"), replace(JOB, program="/bin/true", ledger=None), AWKWARD],
    ids=["plain", "database", "awkward"],
)
def test_systemd_itself_finds_nothing_wrong_with_it(job: Job, tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        assert of_systemd(systemd(job))["Type"] == "exec"
        return
    unit = tmp_path / "fhir-vgc-practice.service"
    unit.write_text(systemd(replace(job, user="root", folder=str(tmp_path))))
    ran = subprocess.run([analyze, "verify", str(unit)], capture_output=True, text=True, check=False)
    about_ours = [line for line in (ran.stdout + ran.stderr).splitlines() if "fhir-vgc" in line]
    assert about_ours == []


@pytest.mark.parametrize("database", [True, False])
def test_systemd_makes_a_place_for_what_comes_back_where_no_other_is_known(*, database: bool) -> None:
    job = replace(JOB, ledger=None if database else JOB.ledger)
    unit = of_systemd(systemd(job))
    assert ("StateDirectory" in unit) is database
    if database:
        name, folder = unit["Environment"].split("=")
        assert (name, Path(folder).parent) == ("FHIR_VGC_CHANGES", Path("/var/lib") / unit["StateDirectory"])
    assert "StateDirectory" not in of_systemd(systemd(replace(job, changes="/srv/changes")))


# ── cron ─────────────────────────────────────────────────────────────────────────────────────────────


def of_cron(text: str) -> list[str]:
    (line,) = [line for line in text.splitlines() if line[0] != "#" and "=" not in line.split()[0]]
    return line.split(maxsplit=6)


@pytest.mark.parametrize("job", [JOB, AWKWARD], ids=["plain", "awkward"])
def test_cron_runs_one_round_of_the_very_same_command(job: Job) -> None:
    *_, user, command = of_cron(cron(job))
    assert user == job.user
    assert not re.search(r"(?<!\\)%", command)
    first, _, rest = command.replace("\\%", "%").partition(" && ")
    assert shlex.split(first) == ["cd", job.folder]
    assert shlex.split(rest) == [*job.once, "2>&1", "|", "logger", "-t", "fhir-vgc"]


def test_cron_is_told_where_the_database_is_named() -> None:
    """Nothing else would: cron's rounds would go by another ledger than everybody else."""
    database = cron(replace(JOB, ledger=None))
    assert {"FHIR_VGC_LEDGER", "FHIR_VGC_CHANGES"} <= set(re.findall(r"FHIR_VGC_\w+", database))
    assert of_cron(database)[5] == JOB.user
    assert "FHIR_VGC_LEDGER" not in cron(JOB)


@pytest.mark.parametrize(
    ("every", "times"),
    [
        (dt.timedelta(minutes=15), r"(\d|1[0-4])-59/15 \* \* \* \*"),
        (dt.timedelta(minutes=1), r"0-59/1 \* \* \* \*"),
        (dt.timedelta(hours=1), r"[0-5]?\d \* \* \* \*"),
        (dt.timedelta(hours=4), r"[0-5]?\d \*/4 \* \* \*"),
        (dt.timedelta(days=1), r"[0-5]?\d 2 \* \* \*"),
    ],
)
def test_cron_comes_as_often_as_it_is_said_at_a_minute_of_the_endpoints_own(
    every: dt.timedelta, times: str
) -> None:
    assert re.fullmatch(times, " ".join(of_cron(cron(replace(JOB, every=every)))[:5]))
    minutes = {of_cron(cron(replace(JOB, to=f"practice-{number}")))[0] for number in range(40)}
    assert len(minutes) > 5


@pytest.mark.parametrize("seconds", [30, 90, 7 * 60, 5 * 3_600, 2 * 86_400])
def test_what_cron_cannot_say_is_refused_with_what_it_can(seconds: int) -> None:
    with pytest.raises(SettingsError, match="choose a part of an hour"):
        cron(replace(JOB, every=dt.timedelta(seconds=seconds)))


# ── Windows ──────────────────────────────────────────────────────────────────────────────────────────


def of_windows(text: str, *path: str) -> str:
    root = ElementTree.fromstring(text)
    found = root.find("/".join(TASK + name for name in path))
    assert found is not None
    return str(found.text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("taken_for", ["utf-8", "cp850"])
def test_windows_reads_it_in_whatever_encoding_it_was_saved(taken_for: str, encoding: str) -> None:
    """PowerShell takes what is printed for the console's code page, and saves it as UTF-16."""
    job = replace(AWKWARD, folder="C:\\Söhne → clinic")
    saved = windows(job).encode("utf-8").decode(taken_for)
    root = ElementTree.fromstring(saved.encode(encoding))
    parts = ["RegistrationInfo", "Triggers", "Principals", "Settings", "Actions"]
    assert [child.tag for child in root] == [TASK + name for name in parts]
    assert of_windows(saved, "Actions", "Exec", "WorkingDirectory") == job.folder


def test_windows_never_runs_two_and_makes_up_for_what_was_missed() -> None:
    text = windows(JOB)
    assert of_windows(text, "Settings", "MultipleInstancesPolicy") == "IgnoreNew"
    assert of_windows(text, "Settings", "StartWhenAvailable") == "true"
    assert of_windows(text, "Triggers", "TimeTrigger", "Repetition", "Interval") == "PT900S"


def test_windows_runs_one_round_of_the_very_same_command() -> None:
    job = replace(JOB, program=r"C:\Program Files\fhir-vgc.exe", user=r"CLINIC\svc", to=AWKWARD.to)
    text = windows(job)
    assert of_windows(text, "Actions", "Exec", "Command") == job.program
    assert of_windows(text, "Principals", "Principal", "UserId") == job.user
    assert of_windows(text, "Actions", "Exec", "WorkingDirectory") == job.folder
    assert of_windows(text, "Actions", "Exec", "Arguments") == subprocess.list2cmdline(job.once[1:])


# ── Kubernetes ───────────────────────────────────────────────────────────────────────────────────────


def pod(documents: list[Any]) -> Any:
    return documents[0]["spec"]["template"]["spec"]


def environment(container: Any) -> dict[str, str]:
    return {one["name"]: one["value"] for one in container["env"]}


def test_kubernetes_runs_one_at_a_time_and_lets_it_drain() -> None:
    documents = list(yaml.safe_load_all(kubernetes(JOB)))
    assert [one["kind"] for one in documents] == ["Deployment", "PersistentVolumeClaim"]
    deployment = documents[0]["spec"]
    assert (deployment["replicas"], deployment["strategy"]) == (1, {"type": "Recreate"})
    assert pod(documents)["terminationGracePeriodSeconds"] >= 60
    labels = deployment["template"]["metadata"]["labels"]
    assert deployment["selector"]["matchLabels"] == labels


def test_kubernetes_runs_the_very_same_command() -> None:
    unit = kubernetes(AWKWARD)
    # what a secret says of the ledger would not count beside the container's own environment
    assert "FHIR_VGC_LEDGER=" not in unit
    (container,) = pod(list(yaml.safe_load_all(unit)))["containers"]
    assert container["command"] == ["fhir-vgc", "sync", "--to", AWKWARD.to, "--every", "15m"]
    assert environment(container)["FHIR_VGC_LEDGER"] == "/var/lib/fhir-vgc/ledger.db"


def test_a_ledger_that_is_a_database_comes_from_a_secret() -> None:
    unit = kubernetes(replace(JOB, ledger=None))
    assert "--from-literal=FHIR_VGC_LEDGER=" in unit
    documents = list(yaml.safe_load_all(unit))
    (container,) = pod(documents)["containers"]
    assert "FHIR_VGC_LEDGER" not in environment(container)
    assert container["envFrom"] == [{"secretRef": {"name": "fhir-vgc", "optional": True}}]


@pytest.mark.parametrize("ledger", [JOB.ledger, None], ids=["file", "database"])
def test_what_comes_back_to_a_pod_is_on_a_volume_that_outlives_it(ledger: str | None) -> None:
    documents = list(yaml.safe_load_all(kubernetes(replace(JOB, ledger=ledger))))
    _, claim = documents
    (container,) = pod(documents)["containers"]
    folder = Path(environment(container)["FHIR_VGC_CHANGES"])
    (kept,) = (one for one in container["volumeMounts"] if Path(one["mountPath"]) in folder.parents)
    volumes = {one["name"]: one for one in pod(documents)["volumes"]}
    assert volumes[kept["name"]]["persistentVolumeClaim"]["claimName"] == claim["metadata"]["name"]
    assert {mount["name"] for mount in container["volumeMounts"]} == set(volumes)


def test_the_image_is_the_readers_own_and_the_page_builds_what_the_unit_runs() -> None:
    unit = kubernetes(JOB)
    assert "--image (docs/engineer.md, Kubernetes)" in unit.splitlines()[0]
    page = (HOUSE / "docs" / "engineer.md").read_text("utf-8")
    (dockerfile,) = re.findall(r"```dockerfile\n(.*?)```", page, re.DOTALL)
    said = dict(line.split(" ", 1) for line in dockerfile.splitlines())
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))["project"]
    assert said["FROM"] == f"python:{project['requires-python'].removeprefix('>=')}-slim"
    assert set(re.findall(r"\[(\w+)\]", said["RUN"])) <= set(project["optional-dependencies"])
    assert int(said["USER"]) == pod(list(yaml.safe_load_all(unit)))["securityContext"]["runAsUser"]
    assert f"fhir-vgc:{project['version']} image/" in page


# ── All of them ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("field", ["program", "to", "folder", "user", "ledger", "changes", "image"])
def test_a_value_can_add_no_line_to_a_unit(field: str) -> None:
    with pytest.raises(SettingsError, match="control character"):
        replace(JOB, **{field: "a\nExecStartPre=/bin/false"})


@pytest.mark.parametrize("scheduler", ["systemd", "cron"])
def test_a_user_that_cannot_be_one_is_refused(scheduler: str) -> None:
    with pytest.raises(SettingsError, match="--user"):
        UNITS[scheduler](replace(JOB, user="root cd /"))


@pytest.mark.parametrize("scheduler", UNITS)
def test_the_command_prints_it(run: Run, scheduler: str, tmp_path: Path) -> None:  # noqa: F811
    Path("fhir-vgc.toml").write_text(
        "ledger = 'ledger.db'\n[endpoints.practice]\nurl = 'https://gp.example/fhir'\n"
    )
    ran = run("schedule", "show", scheduler, "--to", "practice")
    assert (ran.code, ran.err) == (0, "")
    assert "practice" in ran.out
    assert (str(tmp_path) in ran.out) is (scheduler != "kubernetes")
    document = run("schedule", "show", scheduler, "--to", "practice", "--json").document
    assert document == {"scheduler": scheduler, "unit": ran.out}


@pytest.mark.parametrize("scheduler", UNITS)
def test_a_unit_with_the_ledger_of_whoever_prints_it_says_so(
    run: Run,  # noqa: F811
    scheduler: str,
    tmp_path: Path,
) -> None:
    """In a pod it is on a volume of its own."""
    show = ("schedule", "show", scheduler, "--to", "https://gp.example/fhir")
    told = f"Nothing names the ledger, so the unit has your own, {tmp_path / 'ledger.db'};"
    ran = run(*show)
    assert ran.code == 0
    assert (told in ran.err) is (scheduler != "kubernetes")
    assert run(*show, "--ledger", "ledger.db").err == ""


@pytest.mark.parametrize("scheduler", UNITS)
def test_what_only_ones_own_settings_know_is_told(run: Run, tmp_path: Path, scheduler: str) -> None:  # noqa: F811
    own = tmp_path / "nobody" / "fhir-vgc.toml"
    own.parent.mkdir()
    own.write_text(
        "ledger = 'ledger.db'\nchanges = 'changes'\nsimilar_notes = 0.9\n"
        "[endpoints.practice]\nurl = 'https://gp.example/fhir'\n"
        "[endpoints.other]\nurl = 'https://other.example/fhir'\n"
    )
    show = ("schedule", "show", scheduler, "--to", "practice")
    told = "Only your own settings have {}: unless the unit runs as you"
    assert run(*show).err.startswith(told.format("endpoints.practice, similar_notes"))
    project = Path("fhir-vgc.toml")
    project.write_text("[endpoints.practice]\nurl = 'https://gp.example/fhir'\n")
    assert run(*show).err.startswith(told.format("similar_notes"))
    project.write_text(f"similar_notes = 0.9\n{project.read_text()}")
    assert run(*show).err == ""
    own.write_text("ledger = 'postgresql://db.example/ledger'\n")
    assert run(*show).err.startswith(told.format("ledger"))


@pytest.mark.parametrize("scheduler", [scheduler for scheduler in UNITS if scheduler != "kubernetes"])
@pytest.mark.parametrize(
    ("said_so", "folder"),
    [
        (("--ledger", "kept/ledger.db"), "kept/changes"),
        (("--ledger", "kept/ledger.db", "--out", "read me"), "read me"),
        (("--ledger", "postgresql://db.example/ledger", "--out", "read me"), "read me"),
        (("--ledger", "postgresql://db.example/ledger"), None),
    ],
)
def test_a_unit_names_the_folder_for_what_comes_back(
    run: Run,  # noqa: F811
    scheduler: str,
    tmp_path: Path,
    said_so: tuple[str, ...],
    folder: str | None,
) -> None:
    ran = run("schedule", "show", scheduler, "--to", "https://gp.example/fhir", *said_so)
    assert ran.code == 0
    assert ("--out" in ran.out) is (folder is not None)
    assert str(tmp_path / (folder or "")) in ran.out


def test_of_a_folder_of_bundles_nothing_comes_back(run: Run) -> None:  # noqa: F811
    assert "--out" not in run("schedule", "show", "systemd", "--to", "./bundles").out
    assert "a folder holds no records" in run("schedule", "show", "cron", "--to", ".", "--out", "x").err


@pytest.mark.parametrize("scheduler", UNITS)
def test_no_unit_holds_the_password_of_a_database(run: Run, scheduler: str) -> None:  # noqa: F811
    url = "postgresql://clinic:secret@db.example/ledger"
    ran = run("schedule", "show", scheduler, "--to", "https://gp.example/fhir", "--ledger", url)
    assert ran.code == 0
    assert "secret@" not in ran.out


def test_an_endpoint_that_is_not_configured_is_told(run: Run) -> None:  # noqa: F811
    ran = run("schedule", "show", "systemd", "--to", "practise")
    assert (ran.code, ran.out) == (4, "")
    assert "no endpoint of that name" in ran.err
