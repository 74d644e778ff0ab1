"""Networks, firewalls, load balancers, DNS zones, machines, images and disks."""

from typing import Any

from tests.emulator.gcp import NUMBER, PROJECT, EmulatedProject
from tests.emulator.gcp.seed.iam import COMPUTE_DEFAULT

API = "https://www.googleapis.com/compute/v1"
REGION, ZONE = "europe-west1", "europe-west1-b"


def link(path: str) -> str:
    return f"{API}/projects/{PROJECT}/{path}"


def name_of(path: str) -> str:
    return f"//compute.googleapis.com/projects/{PROJECT}/{path}"


def firewall(name: str, network: str, **own: Any) -> dict[str, Any]:  # noqa: ANN401  # members of every type
    return {
        "name": name,
        "selfLink": link(f"global/firewalls/{name}"),
        "network": link(f"global/networks/{network}"),
        "direction": "INGRESS",
        "priority": 1000,
        **own,
    }


def policy_rule(priority: int, action: str, port: str, **own: Any) -> dict[str, Any]:  # noqa: ANN401  # as above
    return {
        "priority": priority,
        "action": action,
        "direction": "INGRESS",
        "match": {
            "srcIpRanges": ["0.0.0.0/0"],
            "layer4Configs": [{"ipProtocol": "tcp", "ports": [port]}],
        },
        **own,
    }


def fill(project: EmulatedProject) -> dict[str, str]:
    project.services |= {"compute", "dns"}
    ids = _networks(project)
    ids |= _machines(project)
    ids |= _balancers(project)
    ids |= _zones(project)
    return ids


def _networks(project: EmulatedProject) -> dict[str, str]:
    ids = {}
    networks: tuple[tuple[str, dict[str, Any]], ...] = (
        ("default", {"autoCreateSubnetworks": True}),
        ("shop", {"autoCreateSubnetworks": False}),
        ("guarded", {"autoCreateSubnetworks": False}),
        ("legacy", {"IPv4Range": "10.240.0.0/16"}),
    )
    for name, own in networks:
        path = f"global/networks/{name}"
        project.add("compute.networks.list", {"name": name, "selfLink": link(path), **own})
        ids[f"network {name}"] = name_of(path)
    project.add(
        "dns.policies.list",
        {
            "name": "logs",
            "enableLogging": True,
            "networks": [{"networkUrl": link("global/networks/shop")}],
        },
    )
    for name, logs in (("web", {"logConfig": {"enable": True}}), ("plain", {})):
        path = f"regions/{REGION}/subnetworks/{name}"
        record = {"name": name, "selfLink": link(path), "purpose": "PRIVATE", **logs}
        record["network"] = link("global/networks/shop")
        project.add("compute.subnetworks.aggregatedList", record, scope=f"regions/{REGION}")
        ids[f"subnetwork {name}"] = name_of(path)
    ssh = [{"IPProtocol": "tcp", "ports": ["22"]}]
    rules = [
        firewall("ssh", "shop", sourceRanges=["0.0.0.0/0"], allowed=ssh),
        firewall("iap", "shop", sourceRanges=["35.235.240.0/20"], allowed=ssh),
        firewall(
            "halves",
            "shop",
            sourceRanges=["0.0.0.0/1", "128.0.0.0/1"],
            allowed=[{"IPProtocol": "all"}],
            disabled=True,
        ),
        firewall("wide", "legacy", sourceRanges=["::/0"], allowed=[{"IPProtocol": "all"}]),
        firewall("guarded-ssh", "guarded", sourceRanges=["0.0.0.0/0"], allowed=ssh),
    ]
    for one in rules:
        project.add("compute.firewalls.list", one)
        ids[f"firewall {one['name']}"] = name_of(f"global/firewalls/{one['name']}")
    # An organization's policy closes SSH before the rule of the network opens it.
    project.answer(
        "compute.networks.getEffectiveFirewalls",
        {
            "firewalls": [rules[4]],
            "firewallPolicys": [
                {"name": "1", "type": "HIERARCHY", "rules": [policy_rule(1, "deny", "22")]}
            ],
        },
        at="/networks/guarded/",
    )
    project.answer(
        "compute.networks.getEffectiveFirewalls", {"firewalls": rules[:3]}, at="/networks/shop/"
    )
    path = f"regions/{REGION}/firewallPolicies/edge"
    project.add(
        "compute.networkFirewallPolicies.aggregatedList",
        {
            "name": "edge",
            "selfLink": link(path),
            "associations": [{"name": "a", "attachmentTarget": link("global/networks/shop")}],
            "rules": [policy_rule(10, "allow", "3306")],
        },
        scope=f"regions/{REGION}",
    )
    return ids | {"firewall policy": name_of(path)}


def _machines(project: EmulatedProject) -> dict[str, str]:
    items = [
        {"key": "enable-oslogin", "value": "TRUE"},
        {"key": "ssh-keys", "value": "a:ssh-rsa A"},
    ]
    project.answer(
        "compute.projects.get",
        {"name": PROJECT, "id": NUMBER, "commonInstanceMetadata": {"items": items}},
    )
    ids = {"compute project": f"//compute.googleapis.com/projects/{PROJECT}"}
    for name, network in (("open", "shop"), ("guarded", "guarded"), ("inner", "shop")):
        path = f"zones/{ZONE}/instances/{name}"
        interface: dict[str, Any] = {"network": link(f"global/networks/{network}")}
        if name != "inner":
            interface["accessConfigs"] = [
                {"name": "external-nat", "type": "ONE_TO_ONE_NAT", "natIP": "203.0.113.8"}
            ]
        record: dict[str, Any] = {
            "name": name,
            "selfLink": link(path),
            "networkInterfaces": [interface],
            "status": "RUNNING",
            "shieldedInstanceConfig": {"enableVtpm": True, "enableIntegrityMonitoring": True},
        }
        if name == "open":
            scope = "https://www.googleapis.com/auth/cloud-platform"
            record |= {
                "canIpForward": True,
                "serviceAccounts": [{"email": COMPUTE_DEFAULT, "scopes": [scope]}],
                "metadata": {
                    "items": [
                        {"key": "serial-port-enable", "value": "1"},
                        {"key": "enable-oslogin", "value": "FALSE"},
                        {"key": "startup-script", "value": "export DB_PASSWORD=hunter2hunter2"},
                    ]
                },
                "shieldedInstanceConfig": {},
            }
        project.add("compute.instances.aggregatedList", record, scope=f"zones/{ZONE}")
        ids[f"machine {name}"] = name_of(path)
    for name, public in (("golden", True), ("own", False)):
        path = f"global/images/{name}"
        project.add("compute.images.list", {"name": name, "selfLink": link(path)})
        if public:
            grant = {"role": "roles/compute.imageUser", "members": ["allAuthenticatedUsers"]}
            project.answer("compute.images.getIamPolicy", {"bindings": [grant]}, at=f"/{name}/")
        ids[f"image {name}"] = name_of(path)
    path = f"zones/{ZONE}/disks/data"
    project.add(
        "compute.disks.aggregatedList",
        {"name": "data", "selfLink": link(path)},
        scope=f"zones/{ZONE}",
    )
    return ids | {"disk": name_of(path)}


def _balancers(project: EmulatedProject) -> dict[str, str]:
    project.add(
        "compute.sslPolicies.aggregatedList",
        {
            "name": "modern",
            "selfLink": link("global/sslPolicies/modern"),
            "minTlsVersion": "TLS_1_2",
            "profile": "MODERN",
        },
    )
    ids = {}
    for name in ("plain", "modern"):
        path = f"global/targetHttpsProxies/{name}"
        record = {"name": name, "selfLink": link(path)}
        if name == "modern":
            record["sslPolicy"] = link("global/sslPolicies/modern")
        project.add("compute.targetHttpsProxies.aggregatedList", record)
        ids[f"proxy {name}"] = name_of(path)
    path = "global/backendServices/web"
    project.add(
        "compute.backendServices.aggregatedList",
        {
            "name": "web",
            "selfLink": link(path),
            "loadBalancingScheme": "EXTERNAL_MANAGED",
            "protocol": "HTTP",
        },
    )
    return ids | {"backend": name_of(path)}


def _zones(project: EmulatedProject) -> dict[str, str]:
    ids = {}
    specs = [{"algorithm": "rsasha1", "keyType": "keySigning", "keyLength": 2048}]
    for name, own in (
        ("plain", {"visibility": "public"}),
        (
            "old",
            {"visibility": "public", "dnssecConfig": {"state": "on", "defaultKeySpecs": specs}},
        ),
        ("inner", {"visibility": "private"}),
    ):
        project.add("dns.managedZones.list", {"name": name, "dnsName": f"{name}.example.", **own})
        ids[f"zone {name}"] = f"//dns.googleapis.com/projects/{PROJECT}/managedZones/{name}"
    return ids
