"""An embedded GP endpoint: a small honest FHIR R4 server holding a practice's patients.

with Store("practice.db") as store:
    load(Path("practice"), store)
    serve(store, Faults.read(Path("faults.toml")), port=8090)

with running() as base_url:      # beside the code that uses it, on a free port
    ...
"""

from adapter.sandbox.application import application
from adapter.sandbox.faults import Fault, Faults
from adapter.sandbox.load import load
from adapter.sandbox.policy import Policy
from adapter.sandbox.serve import running, serve
from adapter.sandbox.store import Store

__all__ = ["Fault", "Faults", "Policy", "Store", "application", "load", "running", "serve"]
