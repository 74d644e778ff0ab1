"""A scan makes no more calls than the project needs: how the least possible is counted.

A listing of the whole project is one call for each page. One that Google only has for a location is
one call for each location; what only a call about one resource says, such as its policy, is one
call for each resource. Everything else is one call.
"""

from collections import Counter

import pytest

from posture.collectors.gcp.operations import OPERATIONS
from tests.emulator.gcp import EmulatedProject
from tests.emulator.gcp.seed import fill
from tests.integration.collectors.gcp.test_documents import method_of
from tests.integration.collectors.gcp.test_gcp import scanned

pytestmark = pytest.mark.anyio

KMS = "cloudkms.projects.locations.keyRings"
IAM = "iam.projects.serviceAccounts"
RUN = "run.projects.locations.services"
FUNCTIONS = "cloudfunctions.projects.locations.functions"
REPOSITORIES = "artifactregistry.projects.locations.repositories"
AGENTS = "dialogflow.projects.locations.agents"
POOLS = "iam.projects.locations.workloadIdentityPools"
NOTEBOOKS = "notebooks.projects.locations.instances"
# Reads of one resource, and the listings with the resources.
OF_EACH = {
    f"{REPOSITORIES}.getIamPolicy": (f"{REPOSITORIES}.list",),
    "bigquery.datasets.get": ("bigquery.datasets.list",),
    f"{FUNCTIONS}.getIamPolicy": (f"{FUNCTIONS}.list",),
    f"{KMS}.cryptoKeys.getIamPolicy": (f"{KMS}.cryptoKeys.list",),
    f"{KMS}.cryptoKeys.list": (f"{KMS}.list",),
    f"{KMS}.getIamPolicy": (f"{KMS}.list",),
    "compute.images.getIamPolicy": ("compute.images.list",),
    "compute.networks.getEffectiveFirewalls": ("compute.networks.list",),
    f"{AGENTS}.webhooks.list": (f"{AGENTS}.list",),
    f"{POOLS}.providers.list": (f"{POOLS}.list",),
    f"{IAM}.getIamPolicy": (f"{IAM}.list",),
    f"{IAM}.keys.list": (f"{IAM}.list",),
    f"{NOTEBOOKS}.getIamPolicy": (f"{NOTEBOOKS}.list",),
    "pubsub.projects.topics.getIamPolicy": ("pubsub.projects.topics.list",),
    # The callers of a newer function are those of its service.
    f"{RUN}.getIamPolicy": (f"{RUN}.list", f"{FUNCTIONS}.list"),
    "secretmanager.projects.secrets.getIamPolicy": ("secretmanager.projects.secrets.list",),
    "sql.users.list": ("sql.instances.list",),
    "storage.buckets.getIamPolicy": ("storage.buckets.list",),
}
# Three constraints of the organization policy decide about assets.
CONSTRAINTS = {"orgpolicy.projects.policies.getEffectivePolicy": 3}
LOCATED = sorted(call for call, one in OPERATIONS.items() if "/locations/{location}/" in one.path)


@pytest.mark.parametrize("call", LOCATED)
def test_google_documents_no_listing_of_all_locations_at_once(call: str) -> None:
    method = method_of(call)
    texts = (
        method.data.get("description", ""),
        method.data["parameters"]["parent"].get("description", ""),
    )

    assert not any("locations/-" in text for text in texts)


async def test_a_scan_makes_the_least_calls_that_the_project_needs(
    project: EmulatedProject,
) -> None:
    fill(project)
    located = {call.replace(":", ".", 1) for call in LOCATED}

    def least(method: str) -> int:
        if method in OF_EACH:
            return sum(len(project.records[listing]) for listing in OF_EACH[method])
        return len(project.locations) if method in located else CONSTRAINTS.get(method, 1)

    await scanned(project)

    made = Counter(method for method, _ in project.requests)
    assert {method: count for method, count in made.items() if count > least(method)} == {}
    assert OF_EACH.keys() <= made.keys()
