"""What has a scheduler of the machine's own run a sync: text for systemd, cron, Windows or Kubernetes."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import shlex
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from adapter.errors import SettingsError
from adapter.slug import slug

DRAIN_SECONDS = 120
"""What is under way gets this long to end, before it is killed; the next run then looks for it."""


@dataclass(frozen=True)
class Job:
    """What is to be run. `program` is where fhir-vgc is, `folder` where its fhir-vgc.toml is.

    `ledger` is a file, None where the settings or the environment name a database: its password belongs
    in neither a unit nor a command line. `changes` is the folder for what is brought back, None where it is
    for the settings to say.
    """

    program: str
    to: str
    every: dt.timedelta
    folder: str
    user: str
    ledger: str | None
    changes: str | None = None
    image: str = "fhir-vgc:latest"

    def __post_init__(self) -> None:
        known = (self.program, self.to, self.folder, self.user, self.ledger, self.changes, self.image)
        for value in filter(None, known):
            if re.search(r"[\x00-\x1f\x7f]", value):
                raise SettingsError("a path, name or address holds a control character: it fits in no unit")

    @property
    def once(self) -> tuple[str, ...]:
        """The command for one round."""
        ledger = ("--ledger", self.ledger) if self.ledger else ()
        changes = ("--out", self.changes) if self.changes else ()
        return (self.program, "sync", "--to", self.to, *ledger, *changes)

    @property
    def forever(self) -> tuple[str, ...]:
        """The command that goes on until it is stopped."""
        return (*self.once, "--every", written(self.every))

    @property
    def account(self) -> str:
        """The user as Unix names one. Raises `SettingsError` where it cannot be that."""
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]{0,31}", self.user):
            raise SettingsError(f"--user {self.user}: not a name that a Unix account has")
        return self.user

    @property
    def slug(self) -> str:
        """The endpoint as a part of a name."""
        return slug(self.to)


def written(every: dt.timedelta) -> str:
    """A duration as `--every` takes it."""
    seconds = int(every.total_seconds())
    units = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
    unit = next(unit for unit, length in units.items() if not seconds % length)
    return f"{seconds // units[unit]}{unit}"


def systemd(job: Job) -> str:
    """A service that goes on for ever (systemd.service(5), systemd.kill(5))."""
    command = " ".join(_in_systemd(word) for word in job.forever)
    state = "" if job.ledger or job.changes else _STATE_FOR_SYSTEMD
    return f"""\
# /etc/systemd/system/fhir-vgc-{job.slug}.service
# systemctl daemon-reload && systemctl enable --now fhir-vgc-{job.slug}
[Unit]
Description=fhir-vgc keeps {_percent(job.to)} in step
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=0

[Service]
Type=exec
User={job.account}
WorkingDirectory={_percent(job.folder)}
# what is not for fhir-vgc.toml, such as FHIR_VGC_LEDGER with a password
EnvironmentFile=-/etc/fhir-vgc/environment
ExecStart={command}
# the first SIGINT drains; 130 is how a drained run ends
KillSignal=SIGINT
KillMode=mixed
TimeoutStopSec={DRAIN_SECONDS}
SuccessExitStatus=130
Restart=always
RestartSec=60
RestartPreventExitStatus=2 130
UMask=0077
NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=full
{state}
[Install]
WantedBy=multi-user.target
"""


_STATE_FOR_SYSTEMD = """\
# what the practice changed is written there: a user of the system has no home
StateDirectory=fhir-vgc
StateDirectoryMode=0700
Environment=FHIR_VGC_CHANGES=/var/lib/fhir-vgc/changes
"""


def _percent(text: str) -> str:
    return text.replace("%", "%%")


def _in_systemd(word: str) -> str:
    """A word of a command line as systemd reads it: `%` and `$` stand for themselves when doubled."""
    doubled = _percent(word).replace("$", "$$")
    if re.fullmatch(r"[\w@%+=:,./$-]+", doubled):
        return doubled
    return '"' + doubled.replace("\\", "\\\\").replace('"', '\\"') + '"'


def cron(job: Job) -> str:
    """A line for /etc/cron.d, which names the user (crontab(5)): one round each time."""
    command = f"cd {shlex.quote(job.folder)} && {shlex.join(job.once)} 2>&1 | logger -t fhir-vgc"
    database = "" if job.ledger else _DATABASE_FOR_CRON
    return f"""\
# /etc/cron.d/fhir-vgc-{job.slug}
# One round each time; where the one before is not done, this one says so and ends. cron has no jitter: the
# minute is one of this endpoint's own.
{database}SHELL=/bin/sh
{_times(job)} {job.account} {command.replace("%", chr(92) + "%")}
"""


_DATABASE_FOR_CRON = """\
# cron has no other environment than this file: unless fhir-vgc.toml names the database, write
# FHIR_VGC_LEDGER=… on a line of its own below, and chmod 600 this file. What the practice changed is written
# to ~/.local/share/fhir-vgc/changes of this user: a user without a home needs FHIR_VGC_CHANGES=… as well.
"""


def _times(job: Job) -> str:
    minutes, rest = divmod(int(job.every.total_seconds()), 60)
    offset = int.from_bytes(hashlib.sha256(job.to.encode()).digest()[:4])
    if not rest and minutes and not 60 % minutes and minutes < 60:
        return f"{offset % minutes}-59/{minutes} * * * *"
    hours, rest = divmod(minutes, 60) if not rest else (0, 1)
    if not rest and hours == 1:
        return f"{offset % 60} * * * *"
    if not rest and hours and not 24 % hours:
        hour = "*/" + str(hours) if hours < 24 else "2"
        return f"{offset % 60} {hour} * * *"
    raise SettingsError(
        f"cron cannot run something every {written(job.every)}: choose a part of an hour (5m, 15m, 30m) or of"
        " a day (1h, 4h, 1d), or another scheduler"
    )


def windows(job: Job) -> str:
    """A task for `schtasks /Create /XML` (Task Scheduler schema 1.2): one round each time.

    In ASCII, so that it reads the same however a shell saves what is printed: without a declaration, XML is
    UTF-8, or UTF-16 by the mark that begins it (XML 1.0, 4.3.3).
    """
    program, *arguments = job.once
    seconds = int(job.every.total_seconds())
    if seconds < 60:
        raise SettingsError("the Windows Task Scheduler repeats nothing more often than every 1m")
    task = f"""\
<?xml version="1.0"?>
<!-- schtasks /Create /TN "fhir-vgc {escape(job.slug)}" /XML fhir-vgc.xml /RP *
     A round that was missed is made up for once. Ending the task kills it: the next round looks first. -->
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>fhir-vgc keeps {escape(job.to)} in step</Description>
  </RegistrationInfo>
  <Triggers>
    <TimeTrigger>
      <Repetition>
        <Interval>PT{seconds}S</Interval>
        <StopAtDurationEnd>false</StopAtDurationEnd>
      </Repetition>
      <StartBoundary>2026-01-01T00:00:00Z</StartBoundary>
      <Enabled>true</Enabled>
      <RandomDelay>PT{min(seconds // 10, 60)}S</RandomDelay>
    </TimeTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>{escape(job.user)}</UserId>
      <LogonType>Password</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <RunOnlyIfNetworkAvailable>true</RunOnlyIfNetworkAvailable>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <Enabled>true</Enabled>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{escape(program)}</Command>
      <Arguments>{escape(subprocess.list2cmdline(arguments))}</Arguments>
      <WorkingDirectory>{escape(job.folder)}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""
    return task.encode("ascii", "xmlcharrefreplace").decode("ascii")


def kubernetes(job: Job) -> str:
    """A Deployment of one pod that goes on for ever; its settings in a ConfigMap, its secrets in a Secret."""
    words = ("fhir-vgc", "sync", "--to", job.to, "--every", written(job.every))
    # a string of JSON is one of YAML
    command = "".join(f"\n            - {json.dumps(word)}" for word in words)
    name = f"fhir-vgc-{job.slug}"
    secret = (
        "--from-literal=…   (whatever token_env and the like name)"
        if job.ledger
        else "--from-literal=FHIR_VGC_LEDGER=…   (and whatever token_env and the like name)"
    )
    where = _LEDGER_ON_THE_VOLUME if job.ledger else _LEDGER_FROM_ELSEWHERE
    return f"""\
# The image is nowhere to be had: build it, and name it with --image (docs/engineer.md, Kubernetes).
# kubectl create configmap fhir-vgc --from-file=fhir-vgc.toml
# kubectl create secret generic fhir-vgc {secret}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
  labels: {{app: {name}}}
spec:
  replicas: 1
  strategy: {{type: Recreate}}
  selector:
    matchLabels: {{app: {name}}}
  template:
    metadata:
      labels: {{app: {name}}}
    spec:
      # SIGTERM drains
      terminationGracePeriodSeconds: {DRAIN_SECONDS}
      restartPolicy: Always
      # a service whose name begins with fhir-vgc would set variables that are taken for settings
      enableServiceLinks: false
      securityContext:
        runAsNonRoot: true
        runAsUser: 10001
        fsGroup: 10001
      containers:
        - name: sync
          image: {json.dumps(job.image)}
          workingDir: /etc/fhir-vgc
          command:{command}
          envFrom:
            - secretRef: {{name: fhir-vgc, optional: true}}
          env:
            # what the practice changed: for the clinic to read, from this volume
            - {{name: FHIR_VGC_CHANGES, value: /var/lib/fhir-vgc/changes}}
{where}          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: {{drop: [ALL]}}
          volumeMounts:
            - {{name: settings, mountPath: /etc/fhir-vgc, readOnly: true}}
            - {{name: tmp, mountPath: /tmp}}
            - {{name: state, mountPath: /var/lib/fhir-vgc}}
      volumes:
        - name: settings
          configMap: {{name: fhir-vgc}}
        - name: tmp
          emptyDir: {{}}
        - name: state
          persistentVolumeClaim: {{claimName: {name}}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: {name}
spec:
  accessModes: [ReadWriteOnce]
  resources:
    requests: {{storage: 5Gi}}
"""


_LEDGER_ON_THE_VOLUME = """\
            - {name: FHIR_VGC_LEDGER, value: /var/lib/fhir-vgc/ledger.db}
"""
_LEDGER_FROM_ELSEWHERE = "            # FHIR_VGC_LEDGER comes from the secret\n"


UNITS: Mapping[str, Callable[[Job], str]] = {
    "systemd": systemd,
    "cron": cron,
    "windows": windows,
    "kubernetes": kubernetes,
}
"""Schedulers, and what writes the text for each."""
