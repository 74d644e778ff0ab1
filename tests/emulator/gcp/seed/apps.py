"""Clusters, services of Cloud Run, functions, logs and alarms, agents and data stores."""

from typing import Any

from tests.emulator.gcp import PROJECT, EmulatedProject
from tests.emulator.gcp.seed.data import KEY, LOCATION, public
from tests.emulator.gcp.seed.iam import COMPUTE_DEFAULT

OWN = f"web@{PROJECT}.iam.gserviceaccount.com"
HERE = f"projects/{PROJECT}/locations/{LOCATION}"


def fill(project: EmulatedProject) -> dict[str, str]:
    project.services |= {
        "container",
        "run",
        "cloudfunctions",
        "logging",
        "monitoring",
        "dialogflow",
        "discoveryengine",
    }
    ids = _clusters(project) | _services(project) | _functions(project)
    _alarms(project)
    return ids | _agents(project) | _stores(project)


def _clusters(project: EmulatedProject) -> dict[str, str]:
    pool = {
        "name": "web",
        "management": {"autoUpgrade": True},
        "networkConfig": {"enablePrivateNodes": True},
        "config": {
            "serviceAccount": OWN,
            "workloadMetadataConfig": {"mode": "GKE_METADATA"},
            "shieldedInstanceConfig": {"enableIntegrityMonitoring": True},
        },
    }
    tight = {
        "releaseChannel": {"channel": "REGULAR"},
        "controlPlaneEndpointsConfig": {
            "ipEndpointsConfig": {
                "enabled": True,
                "enablePublicEndpoint": True,
                "authorizedNetworksConfig": {
                    "enabled": True,
                    "cidrBlocks": [{"cidrBlock": "203.0.113.0/24"}],
                },
            }
        },
        "nodePools": [pool],
        "workloadIdentityConfig": {"workloadPool": f"{PROJECT}.svc.id.goog"},
        "networkConfig": {"datapathProvider": "ADVANCED_DATAPATH"},
        "databaseEncryption": {"state": "ENCRYPTED", "keyName": KEY},
        "shieldedNodes": {"enabled": True},
        "rbacBindingConfig": {
            "enableInsecureBindingSystemAuthenticated": False,
            "enableInsecureBindingSystemUnauthenticated": False,
        },
        "anonymousAuthenticationConfig": {"mode": "LIMITED"},
        "loggingConfig": {"componentConfig": {"enableComponents": ["SYSTEM_COMPONENTS"]}},
        "binaryAuthorization": {"evaluationMode": "PROJECT_SINGLETON_POLICY_ENFORCE"},
    }
    old = {
        "legacyAbac": {"enabled": True},
        "masterAuth": {"username": "admin", "clientCertificate": "Y2VydA=="},
        "nodePools": [{"name": "default", "config": {"serviceAccount": "default"}}],
    }
    settings: dict[str, tuple[str, dict[str, Any]]] = {
        "old": (f"{LOCATION}-b", old),
        "tight": (LOCATION, tight),
    }
    ids = {}
    for name, (place, own) in settings.items():
        record = {"name": name, "location": place, **own}
        project.add("container.projects.locations.clusters.list", record)
        path = f"projects/{PROJECT}/locations/{place}/clusters/{name}"
        ids[f"cluster {name}"] = f"//container.googleapis.com/{path}"
    return ids


def _services(project: EmulatedProject) -> dict[str, str]:
    secret = [{"env": [{"name": "DB_PASSWORD", "value": "hunter2hunter2"}]}]
    settings: dict[str, dict[str, Any]] = {
        "open": {"ingress": "INGRESS_TRAFFIC_ALL", "template": {"containers": secret}},
        "inner": {
            "ingress": "INGRESS_TRAFFIC_INTERNAL_ONLY",
            "template": {"serviceAccount": OWN, "encryptionKey": KEY},
        },
        "unchecked": {
            "ingress": "INGRESS_TRAFFIC_ALL",
            "invokerIamDisabled": True,
            "iapEnabled": True,
            "template": {"serviceAccount": OWN, "encryptionKey": KEY},
        },
    }
    ids = {}
    for name, own in settings.items():
        path = f"{HERE}/services/{name}"
        method = "run.projects.locations.services.list"
        project.add(method, {"name": path, **own}, at=f"/{LOCATION}/")
        ids[f"service {name}"] = f"//run.googleapis.com/{path}"
    policy = "run.projects.locations.services.getIamPolicy"
    for name in ("open", "inner", "hook"):
        project.answer(policy, public("roles/run.invoker"), at=f"/{name}:")
    return ids


def _functions(project: EmulatedProject) -> dict[str, str]:
    settings: dict[str, dict[str, Any]] = {
        # The policy of its service in Cloud Run lets everyone in.
        "second": {
            "environment": "GEN_2",
            "serviceConfig": {
                "ingressSettings": "ALLOW_ALL",
                "service": f"{HERE}/services/hook",
                "serviceAccountEmail": COMPUTE_DEFAULT,
                "environmentVariables": {"API_TOKEN": "0123456789abcdef"},
            },
        },
        "first": {
            "environment": "GEN_1",
            "serviceConfig": {
                "ingressSettings": "ALLOW_INTERNAL_ONLY",
                "securityLevel": "SECURE_OPTIONAL",
                "serviceAccountEmail": OWN,
                "vpcConnector": f"{HERE}/connectors/c",
            },
        },
    }
    ids = {}
    for name, own in settings.items():
        path = f"{HERE}/functions/{name}"
        project.add("cloudfunctions.projects.locations.functions.list", {"name": path, **own})
        ids[f"function {name}"] = f"//cloudfunctions.googleapis.com/{path}"
    return ids


def _alarms(project: EmulatedProject) -> None:
    """Make one alarm that works, one that reaches nobody, and one whose metric is off."""
    named = {
        "routes": 'resource.type="gce_route" AND (protoPayload.methodName="compute.routes.delete"'
        ' OR protoPayload.methodName="compute.routes.insert")',
        "networks": 'resource.type="gce_network"',
        "databases": 'protoPayload.methodName="cloudsql.instances.update"',
    }
    for name, written in named.items():
        off = {"disabled": True} if name == "databases" else {}
        project.add("logging.projects.metrics.list", {"name": name, "filter": written, **off})
        watching = f'metric.type="logging.googleapis.com/user/{name}" resource.type="global"'
        channels = [] if name == "networks" else [f"projects/{PROJECT}/notificationChannels/1"]
        project.add(
            "monitoring.projects.alertPolicies.list",
            {
                "name": f"projects/{PROJECT}/alertPolicies/{name}",
                "enabled": True,
                "notificationChannels": channels,
                "conditions": [{"conditionThreshold": {"filter": watching}}],
            },
        )


def _agents(project: EmulatedProject) -> dict[str, str]:
    settings = f"{HERE}/securitySettings/redacting"
    listing = "dialogflow.projects.locations.securitySettings.list"
    project.add(
        listing,
        {"name": settings, "redactionStrategy": "REDACT_WITH_SERVICE"},
        at=f"/{LOCATION}/",
    )
    logging = {"loggingSettings": {"enableStackdriverLogging": True}}
    agents: dict[str, dict[str, Any]] = {
        "open": {},
        "tight": {"securitySettings": settings, "advancedSettings": logging},
    }
    hooks = {
        "open": {"uri": "http://orders.example", "password": "p", "username": "u"},
        "tight": {"uri": "https://orders.example", "serviceAgentAuth": "ID_TOKEN"},
    }
    ids = {}
    for name, own in agents.items():
        path = f"{HERE}/agents/{name}"
        project.add(
            "dialogflow.projects.locations.agents.list",
            {"name": path, "displayName": name, **own},
            at=f"/{LOCATION}/",
        )
        project.add(
            "dialogflow.projects.locations.agents.webhooks.list",
            {
                "name": f"{path}/webhooks/w",
                "displayName": "orders",
                "genericWebService": hooks[name],
            },
            at=f"/agents/{name}/",
        )
        ids[f"agent {name}"] = f"//dialogflow.googleapis.com/{path}"
    return ids


def _stores(project: EmulatedProject) -> dict[str, str]:
    stores: dict[str, dict[str, Any]] = {
        "intranet": {"contentConfig": "CONTENT_REQUIRED"},
        "website": {"contentConfig": "PUBLIC_WEBSITE", "kmsKeyName": KEY},
    }
    ids = {}
    for name, own in stores.items():
        path = (
            f"projects/{PROJECT}/locations/global/collections/default_collection/dataStores/{name}"
        )
        project.add(
            "discoveryengine.projects.locations.collections.dataStores.list",
            {"name": path, **own},
            at="/locations/global/",
        )
        ids[f"data store {name}"] = f"//discoveryengine.googleapis.com/{path}"
    return ids
