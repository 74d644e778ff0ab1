"""MemoryDB: an open cluster and a closed one."""

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Recording

PLACE = f"arn:aws:memorydb:{HOME}:{ACCOUNT_ID}:cluster"
LISTINGS = {"memorydb:DescribeClusters"}


def _cluster(name: str, status: str, acl: str, *, tls: bool) -> dict[str, object]:
    return {
        "ARN": f"{PLACE}/{name}",
        "Name": name,
        "Status": status,
        "ACLName": acl,
        "TLSEnabled": tls,
    }


ANSWERS: dict[str, Recording] = {
    "memorydb:DescribeClusters": {
        "Clusters": [
            _cluster("open", "available", "open-access", tls=False),
            _cluster("closed", "available", "applications", tls=True),
            _cluster("ending", "deleting", "open-access", tls=False),
        ]
    },
}
FAILED: dict[str, set[str]] = {
    f"{PLACE}/open": {"memorydb_cluster_access_named", "memorydb_cluster_tls_required"},
    f"{PLACE}/closed": set(),
}
CALLS: dict[str, int] = {}
