"""The one place that knows the settings: what they are, where each came from, and what is wrong with it.

Precedence: command-line flag, then environment (`FHIR_VGC_…`), then `fhir-vgc.toml` in the working folder,
then the user's own `fhir-vgc.toml`, then the default. Keys are the same in all of them.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from platformdirs import user_config_path, user_data_path
from pydantic import BaseModel, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from adapter.access import Basic, Client, GpConnect, Tls
from adapter.errors import SettingsError
from adapter.section import Section, check_address, check_one_place
from mappings.codes import CORE_CODES, CodeSet, ConfirmedCode

FILE_NAME = "fhir-vgc.toml"
ENVIRONMENT_PREFIX = "FHIR_VGC_"
FROM_ENVIRONMENT = ("ledger", "changes", "similar_notes", "log", "log_level", "metrics_file", "metrics_port")
"""Keys that an environment variable may set, such as `FHIR_VGC_LEDGER`."""

Level = Literal["debug", "info", "warning", "error"]
"""From where on things are logged."""

Auth = Literal["none", "basic", "bearer", "smart-backend", "nhs-signed-jwt", "gp-connect"]

_TABLE_OF: dict[Auth, str] = {
    "basic": "basic",
    "smart-backend": "client",
    "nhs-signed-jwt": "client",
    "gp-connect": "gp_connect",
}
"""Which table of an endpoint a kind of authorisation is described in."""

PLATFORM_RATE = 5.0
"""Requests a second that the NHS API platform allows, those for tokens included (gp-boundary 9)."""


class Endpoint(Section):
    """One GP system's FHIR R4 endpoint."""

    url: str = Field(description="Base URL of the endpoint, such as https://gp.example/fhir")
    auth: Auth = Field(
        "none",
        description="How requests are authorised: none (mutual TLS alone is none, with a client certificate"
        " in tls), basic, bearer, smart-backend, nhs-signed-jwt or gp-connect",
    )
    token_file: Path | None = Field(None, description="File that holds the bearer token")
    token_env: str | None = Field(None, description="Environment variable that holds the bearer token")
    basic: Basic | None = Field(None, description="User name and password, for basic")
    client: Client | None = Field(
        None, description="Our id and key at a token endpoint, for smart-backend and nhs-signed-jwt"
    )
    gp_connect: GpConnect | None = Field(None, description="Who asks, for gp-connect")
    tls: Tls = Field(Tls(), description="Client certificate and authorities; with any kind of `auth`")
    live: bool = Field(True, description="Whether real records are behind it; false for a test system")
    strategy: Literal["auto", "transaction", "batch", "single"] = Field(
        "auto",
        description="How the resources of a filing are sent: transaction (all or nothing), batch, or single"
        " requests, where a mark written last says that the filing is complete; auto is the first of these"
        " that the endpoint can do",
    )
    creates: Literal["auto", "conditional", "client-ids", "look-first"] = Field(
        "auto",
        description="What prevents doubles: conditional (If-None-Exist), client-ids (ids of ours with"
        " If-None-Match), or look-first (looking before and after a plain create); auto is the first of"
        " these that the endpoint states and was not seen to break",
    )
    pull: Literal["auto", "history", "search", "sweep"] = Field(
        "auto",
        description="How changes are asked for: history (of a type, which tells of deletions and passes other"
        " patients' changes by), search (by _lastUpdated, of the programme's patients alone, all of whose"
        " records are compared once a day) or sweep (compared each time); auto is history where it is stated",
    )
    overlap: Annotated[float, Field(ge=0)] = Field(
        600.0, description="Seconds before the last change seen from which on changes are asked for again"
    )
    connections: Annotated[int, Field(ge=1, le=32)] = Field(4, description="Requests in flight at once")
    rate: Annotated[float, Field(ge=0.1)] | None = Field(
        None,
        description="Requests a second that the endpoint allows, counted over a minute, those for tokens"
        f" included; unless said, {PLATFORM_RATE:g} for nhs-signed-jwt (the NHS API platform's), otherwise as"
        " fast as it answers; slower for a while where it says that we are too fast",
    )
    timeout: Annotated[float, Field(gt=0)] = Field(
        30.0, description="Seconds to wait for an answer, or for its next part"
    )
    deadline: Annotated[float, Field(gt=0)] = Field(
        120.0, description="Seconds that the whole of an answer may take, however steadily it comes"
    )
    answer_limit: Annotated[int, Field(ge=100_000)] = Field(
        10_000_000, description="Largest answer that is read, in bytes"
    )
    attempts: Annotated[int, Field(ge=1, le=10)] = Field(
        5, description="Tries of a request that may be repeated"
    )
    patience: Annotated[float, Field(ge=0)] = Field(
        120.0,
        description="Seconds over which a request is repeated, its waits included; what the endpoint puts"
        " off for longer is left for a later run",
    )
    breaker_failures: Annotated[int, Field(ge=1)] = Field(
        5, description="Requests in a row without any answer, after which nothing is sent for a while"
    )
    breaker_rest: Annotated[float, Field(gt=0)] = Field(
        60.0, description="Seconds for which nothing is sent then, before one request tries"
    )

    @model_validator(mode="before")
    @classmethod
    def _known_rate(cls, given: Any) -> Any:
        known = isinstance(given, dict) and given.get("auth") == "nhs-signed-jwt"
        return {"rate": PLATFORM_RATE, **given} if known else given

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        check_address("url", self.url)
        if self.auth == "bearer":
            check_one_place("bearer", token_file=self.token_file, token_env=self.token_env)
        elif self.token_file is not None or self.token_env is not None:
            raise ValueError('token_file and token_env are for auth = "bearer"')
        needed = _TABLE_OF.get(self.auth)
        for table in sorted(set(_TABLE_OF.values())):
            given = getattr(self, table) is not None
            if given and table != needed:
                kinds = " or ".join(f'"{auth}"' for auth, its in _TABLE_OF.items() if its == table)
                raise ValueError(f"the table {table} is for auth = {kinds}")
            if not given and table == needed:
                raise ValueError(f'auth = "{self.auth}" needs the table {table}')
        if self.client is not None:
            self.client.check_for(self.auth)
        if self.live and not self.tls.verify:
            raise ValueError("tls.verify = false is for a test system: say live = false if it is one")
        return self


def default_ledger() -> str:
    return str(user_data_path("fhir-vgc") / "ledger.db")


class Settings(Section):
    """Every setting. `ledger` is a file, or an SQLAlchemy URL for PostgreSQL."""

    ledger: str = Field(
        default_factory=default_ledger, description="Where the ledger is: a file or a database URL"
    )
    changes: Path | None = Field(
        None,
        description="Folder where pulls and syncs write what they brought back, as a workbook and as NDJSON;"
        " unless set, the folder changes beside the ledger's file, or, where the ledger is a database, in the"
        " user's data folder",
    )
    similar_notes: Annotated[float, Field(gt=0, le=1)] = Field(
        0.8, description="Two patients' notes are held from this share of equal words on (0 to 1)"
    )
    log: str | None = Field(
        None,
        description="Where a line of JSON goes for each thing that happens: a file, or - for stderr; none if"
        " not set, but for sync off a terminal, which then writes to stderr",
    )
    log_level: Level = Field("info", description="From where on it is logged: debug, info, warning or error")
    metrics_file: Path | None = Field(
        None,
        description="File of metrics for Prometheus (node_exporter's textfile collector), name it *.prom",
    )
    metrics_port: Annotated[int, Field(ge=0, le=65535)] | None = Field(
        None, description="Port at which sync serves its metrics to Prometheus; none if not set"
    )
    metrics_host: str = Field("127.0.0.1", description="Address that this port is opened at")
    endpoints: dict[str, Endpoint] = Field(default_factory=dict, description="Named endpoints for --to")
    codes: CodeSet = Field(CORE_CODES, description="The practice's own confirmed codes")

    @property
    def changes_folder(self) -> Path:
        """Where what was brought back is written, unless a command is told otherwise."""
        if self.changes is not None:
            return self.changes.expanduser().absolute()
        beside = user_data_path("fhir-vgc") if "://" in self.ledger else Path(self.ledger).expanduser().parent
        return beside.absolute() / "changes"


class Loaded(Section):
    """The settings in force, and for each top-level key where its value came from.

    `own` are the keys, and `endpoints.NAME`, that come from the user's own file, which nobody else reads.
    """

    settings: Settings
    origins: dict[str, str]
    own: frozenset[str]


def load(
    flags: Mapping[str, Any] | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Loaded:
    """Settings from every source. Raises `SettingsError` that names the source and the key.

    A variable `FHIR_VGC_…` that is no setting is a fault, unless a `…_env` says that a secret is in it.
    """
    environment = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    origins = dict.fromkeys(Settings.model_fields, "default")
    endpoint_origins: dict[str, str] = {}
    files = (user_config_path("fhir-vgc") / FILE_NAME, (folder or Path.cwd()) / FILE_NAME)
    for file in files:
        for key, value in _read(file).items():
            if key == "endpoints" and isinstance(value, dict):
                endpoint_origins |= {f"endpoints.{name}": str(file) for name in value}
            if key == "endpoints" and isinstance(value, dict) and isinstance(values.get(key), dict):
                values[key], origins[key] = {**values[key], **value}, f"{origins[key]} and {file}"
            else:
                values[key], origins[key] = value, str(file)
    for key in FROM_ENVIRONMENT:
        name = ENVIRONMENT_PREFIX + key.upper()
        if environment.get(name):
            values[key], origins[key] = environment[name], name
    for key, value in (flags or {}).items():
        if value is not None:
            values[key], origins[key] = value, f"--{key}"
    faults = [*_unknown(environment, set(_secrets_of(values)))]
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        faults.append(_told(error, origins))
    if faults:
        raise SettingsError("; ".join(faults))
    for name, one in settings.endpoints.items():
        if one.rate is not None and "rate" not in values["endpoints"][name]:
            origins["endpoints"] += f" ({name}.rate = {one.rate:g} is the default of {one.auth})"
    own = (key for key, origin in {**origins, **endpoint_origins}.items() if origin == str(files[0]))
    return Loaded(settings=settings, origins=origins, own=frozenset(own))


def _unknown(environment: Mapping[str, str], secrets: Collection[str]) -> Iterator[str]:
    """Variables that look like settings and are none: misspelt, one would be passed by without a word."""
    valid = [ENVIRONMENT_PREFIX + key.upper() for key in FROM_ENVIRONMENT]
    for name in sorted(environment):
        if not name.startswith(ENVIRONMENT_PREFIX) or not environment[name] or name in (*valid, *secrets):
            continue
        key = name.removeprefix(ENVIRONMENT_PREFIX).lower()
        if key in Settings.model_fields:
            yield f"{name}: {key} is set in {FILE_NAME} alone"
            continue
        meant = "".join(f"; {near} is meant?" for near in get_close_matches(name, valid, 1, _ALIKE))
        yield f"{name}: there is no such variable{meant} (valid variables: {', '.join(valid)})"


_ALIKE = 0.7
"""Their beginning alone makes two variables half alike."""


def _secrets_of(values: Any) -> Iterator[str]:
    """The variables that hold secrets, by what the settings say."""
    for key, value in values.items() if isinstance(values, dict) else ():
        if isinstance(value, str) and key.endswith("_env"):
            yield value
        yield from _secrets_of(value)


_SECTIONS: dict[tuple[Any, int], type[BaseModel]] = {
    ("endpoints", 3): Endpoint,
    ("codes", 2): CodeSet,
    ("codes", 4): ConfirmedCode,
}
"""Whose keys are meant, by the section and the depth of a key; the top level otherwise."""

ENDPOINT_TABLES: dict[str, type[Section]] = {
    "basic": Basic,
    "client": Client,
    "gp_connect": GpConnect,
    "tls": Tls,
}
"""The tables within an endpoint, `[endpoints.NAME.…]`."""


def _told(error: ValidationError, origins: Mapping[str, str]) -> str:
    """Each fault as source, key and what is wrong with it; never the value."""
    details = error.errors(include_url=False, include_input=False)
    # a key that is misspelt is also one that is missing: what is unknown says what to do
    in_order = sorted(details, key=lambda detail: detail["type"] != "extra_forbidden")
    return "; ".join(_fault(detail, origins) for detail in in_order)


def _fault(detail: ErrorDetails, origins: Mapping[str, str]) -> str:
    path = detail["loc"]
    section: type[BaseModel]
    if path[0] == "endpoints" and len(path) == 4:
        section = ENDPOINT_TABLES.get(str(path[2]), Endpoint)
    else:
        section = _SECTIONS.get((path[0], len(path)), Settings)
    if detail["type"] == "extra_forbidden":
        meant = "".join(
            f"; {key} is meant?" for key in get_close_matches(str(path[-1]), section.model_fields, 1)
        )
        told = f"there is no such key{meant} (valid keys: {', '.join(section.model_fields)})"
    else:
        told = "it is missing" if detail["type"] == "missing" else _plain(detail["msg"])
    return f"{origins.get(str(path[0]), 'settings')}: {'.'.join(map(str, path))}: {told}"


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ")


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8-sig"))  # Windows writes a mark before it
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{file}: cannot be read as TOML ({error})") from None


def without_secrets(url: str) -> str:
    """A URL as it may be shown: without user name, password and options. A path stays a path."""
    return re.sub(r"://.*@", "://…@", url.partition("?")[0], flags=re.DOTALL) if "://" in url else url


def endpoint(settings: Settings, to: str) -> tuple[str, Endpoint]:
    """The endpoint that `--to` means: a name from the settings, or a URL. Returns its name and settings.

    Raises `SettingsError`, listing the valid names.
    """
    if to in settings.endpoints:
        return to, settings.endpoints[to]
    if "://" in to:
        url = to.rstrip("/")
        for name, known in settings.endpoints.items():
            if known.url.rstrip("/") == url:
                return name, known
        try:
            return url, Endpoint(url=url)
        except ValidationError as error:
            raise SettingsError(f"--to {without_secrets(to)}: {_plain(error.errors()[0]['msg'])}") from None
    names = ", ".join(sorted(settings.endpoints)) or "none yet"
    raise SettingsError(
        f"--to {to}: no endpoint of that name (configured: {names}); give a name, a URL or an existing folder"
    )
