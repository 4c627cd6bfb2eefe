"""The protocol of every route: how filings reach a GP system and how what is there is seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from adapter.errors import EndpointError
from adapter.interrupt import Interrupt
from adapter.ledger.learnt import Learnt
from mappings.filing import FiledResource
from mappings.identity import Identity
from profiles.wire import Resource


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one entry of a filing: `status` 201 created, 200 updated or found as it is.

    `server_id` and `version` are as the server gave them, opaque.
    """

    status: int
    server_id: str
    version: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One resource to be written, bound to the server's own ids.

    Without `server_id` it is created unless its identity is there already; with it, it is updated if the
    server still holds `version`; where versions are not known, by its identity.
    """

    identity: Identity
    body: Resource
    server_id: str | None = None
    version: str | None = None


class Route(Protocol):
    """A way to a GP system. All methods raise errors of `adapter.errors`."""

    @property
    def sees_records(self) -> bool:
        """Whether patients and resources at the other end can be read before writing."""

    @property
    def base(self) -> str:
        """The address of the other end, below which all is its own; empty where there is none."""

    @property
    def looks_first(self) -> bool:
        """Whether each resource must be looked for before it is created: creates are not conditional."""

    @property
    def creates_once(self) -> bool:
        """Whether what is sent twice is created once, also while the endpoint is at work on the first."""

    @property
    def on_time(self) -> bool:
        """Whether the clock at the other end is known to agree with ours."""

    learnt: Learnt
    """What is known of the other end: given before `prepare` by whoever remembers it; grows while sending."""

    @property
    def connections(self) -> int:
        """How many filings may be under way at once."""

    @property
    def requests(self) -> Mapping[str, int]:
        """Requests made so far: `read` and `write`."""

    def permit(self, asked: Callable[[], object]) -> None:
        """Have `asked` called before each request that writes; what it raises ends the sending."""

    def heed(self, interrupt: Interrupt) -> None:
        """Once this is asked for, begin no filing, and have little patience with the endpoint."""

    def share(self, processes: int) -> None:
        """Keep to a part of the endpoint's rate, since so many processes send to it."""

    def prepare(self) -> None:
        """Ask the other end whether it can do what is needed; raises `SettingsError` or `EndpointError`."""

    def patients(self, nhs_numbers: Sequence[str]) -> Mapping[str, list[Resource] | EndpointError]:
        """The server's own Patients by NHS number; its answer, where it tells of others and not of one."""

    def find(self, items: Sequence[FiledResource]) -> dict[Identity, list[Resource]]:
        """What the server holds of these resources, by their business identity."""

    def read(self, resource_type: str, server_id: str) -> Resource | None:
        """The current version of a resource; None where it was deleted or never was."""

    def versions(self, resource: Resource) -> list[Resource] | None:
        """The resource as it is and was, newest first, of a long history the newest part.

        None where it is not told how the resource was.
        """

    def send(self, filing_id: str, entries: Sequence[Entry]) -> list[Answer]:
        """Write all entries or none; the answers come in the order of the entries.

        Where that cannot be promised, the mark of completeness is written last. Raises `FiledInPart` where
        it has not come to that.
        """

    def anew(self) -> Route:
        """The same on the same terms (its rate, its breaker, our token), with connections and counts anew."""

    def close(self) -> None:
        """Let go of connections and files."""
