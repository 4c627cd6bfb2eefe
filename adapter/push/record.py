"""What a patient's record now holds of a filing, read back from the endpoint."""

from __future__ import annotations

from dataclasses import dataclass

from adapter.errors import SettingsError
from adapter.ledger.filings import Filings
from adapter.routes.route import Route
from mappings.binding import references
from profiles.wire import Resource


@dataclass(frozen=True, slots=True)
class RecordView:
    """The resources of a filing as they are now, and the addresses of those that are gone."""

    resources: tuple[Resource, ...]
    missing: tuple[str, ...]


def read_back(filing_id: str, filings: Filings, route: Route) -> RecordView:
    """Read what the filing wrote, and what its approval vouches for: a goal may have gone on since then.

    Raises `SettingsError` where the route cannot read, or `EndpointError`.
    """
    if not route.sees_records:
        raise SettingsError(f"a folder holds no records; the bundle of this filing is {filing_id}.json")
    addresses = [receipt.reference for receipt in filings.receipts_of([filing_id]) if receipt.server_id]
    found: dict[str, Resource | None] = {}
    while addresses:
        address = addresses.pop(0)
        if address in found:
            continue
        resource_type, _, server_id = address.partition("/")
        found[address] = resource = route.read(resource_type, server_id)
        if resource is not None and resource_type == "Provenance":
            targets = references(resource["target"])
            addresses += [target["reference"] for target in targets if "reference" in target]
    return RecordView(
        tuple(resource for resource in found.values() if resource is not None),
        tuple(address for address, resource in found.items() if resource is None),
    )
