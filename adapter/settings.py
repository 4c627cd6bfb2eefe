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
from typing import Annotated, Any, Literal

from platformdirs import user_config_path, user_data_path
from pydantic import BaseModel, Field, ValidationError
from pydantic_core import ErrorDetails

from adapter.endpoint import ENDPOINT_TABLES, Endpoint
from adapter.errors import SettingsError
from adapter.section import Section
from mappings.codes import CORE_CODES, CodeSet, ConfirmedCode

FILE_NAME = "fhir-vgc.toml"
ENVIRONMENT_PREFIX = "FHIR_VGC_"
FROM_ENVIRONMENT = ("ledger", "changes", "similar_notes", "log", "log_level", "metrics_file", "metrics_port")
"""Keys that an environment variable may set, such as `FHIR_VGC_LEDGER`."""

Level = Literal["debug", "info", "warning", "error"]
"""From where on things are logged."""


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
