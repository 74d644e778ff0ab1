"""A project of about 1,000 resources, as the benches scan it, in every region that Google has."""

from typing import Any

from posture.domain.gcp.regions import ANNOUNCED
from tests.emulator.gcp import NUMBER, PROJECT, EmulatedProject
from tests.emulator.gcp.seed.compute import firewall, link

# As call_counts of the research has them: 1,000 resources in all.
COUNTS = {
    "bucket": 100,
    "firewall": 100,
    "instance": 150,
    "disk": 150,
    "image": 20,
    "subnetwork": 60,
    "service account": 100,
    "secret": 100,
    "key": 50,
    "dataset": 20,
    "topic": 50,
    "subscription": 50,
    "service": 50,
}
ZONES_OF_REGION = "bcd"


def enlarge(project: EmulatedProject, times: int) -> None:
    """Add resources of every frequent type, spread over the regions."""
    regions = sorted(ANNOUNCED)
    project.locations = ("global", *regions)
    for kind, count in COUNTS.items():
        add = _KINDS[kind]
        for number in range(count * times):
            add(project, f"n{number:05}", regions[number % len(regions)])


def _bucket(project: EmulatedProject, name: str, region: str) -> None:
    project.add(
        "storage.buckets.list",
        {
            "kind": "storage#bucket",
            "id": name,
            "name": name,
            "projectNumber": NUMBER,
            "location": region.upper(),
            "iamConfiguration": {"uniformBucketLevelAccess": {"enabled": True}},
        },
    )


def _firewall(project: EmulatedProject, name: str, _region: str) -> None:
    rules = [{"IPProtocol": "tcp", "ports": ["443"]}]
    record = firewall(name, "default", sourceRanges=["203.0.113.0/24"], allowed=rules)
    project.add("compute.firewalls.list", record)


def _instance(project: EmulatedProject, name: str, region: str) -> None:
    zone = f"{region}-{ZONES_OF_REGION[0]}"
    record = {
        "name": name,
        "selfLink": link(f"zones/{zone}/instances/{name}"),
        "status": "RUNNING",
        "networkInterfaces": [{"network": link("global/networks/default")}],
        "shieldedInstanceConfig": {"enableVtpm": True, "enableIntegrityMonitoring": True},
    }
    project.add("compute.instances.aggregatedList", record, scope=f"zones/{zone}")


def _disk(project: EmulatedProject, name: str, region: str) -> None:
    zone = f"{region}-{ZONES_OF_REGION[0]}"
    record = {"name": name, "selfLink": link(f"zones/{zone}/disks/{name}")}
    project.add("compute.disks.aggregatedList", record, scope=f"zones/{zone}")


def _image(project: EmulatedProject, name: str, _region: str) -> None:
    project.add("compute.images.list", {"name": name, "selfLink": link(f"global/images/{name}")})


def _subnetwork(project: EmulatedProject, name: str, region: str) -> None:
    path = f"regions/{region}/subnetworks/{name}"
    record = {"name": name, "selfLink": link(path), "purpose": "PRIVATE"}
    project.add("compute.subnetworks.aggregatedList", record, scope=f"regions/{region}")


def _account(project: EmulatedProject, name: str, _region: str) -> None:
    email = f"{name}@{PROJECT}.iam.gserviceaccount.com"
    path = f"projects/{PROJECT}/serviceAccounts/{email}"
    record = {"name": path, "email": email, "projectId": PROJECT, "uniqueId": "1"}
    project.add("iam.projects.serviceAccounts.list", record)
    project.answer("iam.projects.serviceAccounts.keys.list", {}, at=email)


def _secret(project: EmulatedProject, name: str, _region: str) -> None:
    path = f"projects/{NUMBER}/secrets/{name}"
    record = {"name": path, "replication": {"automatic": {}}}
    project.add("secretmanager.projects.secrets.list", record)


def _key(project: EmulatedProject, name: str, _region: str) -> None:
    ring = f"projects/{PROJECT}/locations/europe-west1/keyRings/ring"
    record = {
        "name": f"{ring}/cryptoKeys/{name}",
        "purpose": "ENCRYPT_DECRYPT",
        "primary": {"state": "ENABLED"},
    }
    listing = "cloudkms.projects.locations.keyRings.cryptoKeys.list"
    project.add(listing, record, at="/keyRings/ring/")


def _dataset(project: EmulatedProject, name: str, _region: str) -> None:
    reference = {"datasetId": name, "projectId": PROJECT}
    record: dict[str, Any] = {"kind": "bigquery#dataset", "id": f"{PROJECT}:{name}"}
    record |= {"datasetReference": reference, "location": "EU"}
    project.add("bigquery.datasets.list", record)
    project.answer("bigquery.datasets.get", {**record, "access": []}, at=f"/{name}")


def _topic(project: EmulatedProject, name: str, _region: str) -> None:
    project.add("pubsub.projects.topics.list", {"name": f"projects/{PROJECT}/topics/{name}"})


def _subscription(project: EmulatedProject, name: str, _region: str) -> None:
    path = f"projects/{PROJECT}/subscriptions/{name}"
    record = {"name": path, "topic": f"projects/{PROJECT}/topics/n00000"}
    project.add("pubsub.projects.subscriptions.list", record)


def _service(project: EmulatedProject, name: str, region: str) -> None:
    path = f"projects/{PROJECT}/locations/{region}/services/{name}"
    record = {"name": path, "ingress": "INGRESS_TRAFFIC_INTERNAL_ONLY", "template": {}}
    project.add("run.projects.locations.services.list", record, at=f"/{region}/")


_KINDS = {
    "bucket": _bucket,
    "firewall": _firewall,
    "instance": _instance,
    "disk": _disk,
    "image": _image,
    "subnetwork": _subnetwork,
    "service account": _account,
    "secret": _secret,
    "key": _key,
    "dataset": _dataset,
    "topic": _topic,
    "subscription": _subscription,
    "service": _service,
}
