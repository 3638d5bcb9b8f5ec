"""Where studies are kept: one port, and the databases behind it.

`port` says what a store does, `memory` does it for tests, `sql` does it in SQLite and PostgreSQL.
SQL appears here and nowhere else.
"""

from service.stores.databases import UnusableError
from service.stores.jobs import FitJobs, work
from service.stores.memory import MemoryStore
from service.stores.opening import migrate, open_store, prepare
from service.stores.port import Edit, Receipt, ReceiptExistsError, Snapshot, Store

__all__ = [
    "Edit",
    "FitJobs",
    "MemoryStore",
    "Receipt",
    "ReceiptExistsError",
    "Snapshot",
    "Store",
    "UnusableError",
    "migrate",
    "open_store",
    "prepare",
    "work",
]
