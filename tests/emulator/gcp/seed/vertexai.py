"""Vertex AI: endpoints, models, data, jobs, agents and notebooks."""

from typing import Any

from tests.emulator.gcp import NUMBER, PROJECT, EmulatedProject
from tests.emulator.gcp.seed.iam import COMPUTE_DEFAULT

LOCATION = "europe-west1"
KEY = {"kmsKeyName": "projects/p/locations/l/keyRings/r/cryptoKeys/k"}


def fill(project: EmulatedProject) -> dict[str, str]:
    project.services |= {"aiplatform", "notebooks"}
    deployed = {"id": "1", "model": "m", "serviceAccount": COMPUTE_DEFAULT}
    own = f"model@{PROJECT}.iam.gserviceaccount.com"
    records: dict[str, dict[str, dict[str, Any]]] = {
        "endpoints": {
            "open": {"deployedModels": [deployed]},
            "tight": {
                "deployedModels": [{"id": "2", "serviceAccount": own}],
                "network": "projects/1/global/networks/shop",
                "encryptionSpec": KEY,
                "predictRequestResponseLoggingConfig": {"enabled": True},
            },
            "empty": {"encryptionSpec": KEY},
        },
        "indexEndpoints": {"public": {"publicEndpointEnabled": True}, "private": {}},
        "models": {"plain": {}, "sealed": {"encryptionSpec": KEY}},
        "datasets": {"plain": {}, "sealed": {"encryptionSpec": KEY}},
        "featurestores": {"plain": {}},
        "featureOnlineStores": {
            "public": {"dedicatedServingEndpoint": {"publicEndpointDomainName": "f.example"}},
            "bigtable": {"bigtable": {"autoScaling": {"minNodeCount": 1, "maxNodeCount": 2}}},
        },
        "customJobs": {
            "shell": {
                "displayName": "shell",
                "state": "JOB_STATE_RUNNING",
                "jobSpec": {"enableWebAccess": True, "workerPoolSpecs": []},
            }
        },
        "notebookRuntimeTemplates": {
            "default": {
                "displayName": "d",
                "isDefault": True,
                "networkSpec": {"enableInternetAccess": True},
            }
        },
        "reasoningEngines": {
            "agent": {
                "displayName": "a",
                "spec": {
                    "deploymentSpec": {
                        "env": [{"name": "API_KEY", "value": "sk-abcdefghijklmnopqrstuvwx"}]
                    }
                },
            },
            "own": {
                "displayName": "b",
                "spec": {
                    "identityType": "AGENT_IDENTITY",
                    "deploymentSpec": {
                        "pscInterfaceConfig": {
                            "networkAttachment": "projects/p/regions/r/networkAttachments/n"
                        }
                    },
                },
            },
        },
    }
    ids = {}
    for collection, named in records.items():
        for name, record in named.items():
            path = f"locations/{LOCATION}/{collection}/{name}"
            project.add(
                f"aiplatform.projects.locations.{collection}.list",
                {"name": f"projects/{NUMBER}/{path}", **record},
                at=f"/{LOCATION}/",
            )
            ids[f"{collection} {name}"] = f"//aiplatform.googleapis.com/projects/{PROJECT}/{path}"
    return ids | _notebooks(project)


def _notebooks(project: EmulatedProject) -> dict[str, str]:
    ids = {}
    tight = {
        "disablePublicIp": True,
        "metadata": {
            "notebook-disable-root": "true",
            "notebook-disable-downloads": "true",
            "notebook-disable-terminal": "true",
            "notebook-upgrade-schedule": "00 3 * * SUN",
        },
        "serviceAccounts": [{"email": f"notebook@{PROJECT}.iam.gserviceaccount.com"}],
        "shieldedInstanceConfig": {"enableVtpm": True, "enableIntegrityMonitoring": True},
        "bootDisk": {"diskEncryption": "CMEK", "kmsKey": "k"},
    }
    for name, setup in (
        ("open", {"serviceAccounts": [{"email": COMPUTE_DEFAULT}]}),
        ("tight", tight),
    ):
        path = f"locations/{LOCATION}-b/instances/{name}"
        project.add(
            "notebooks.projects.locations.instances.list",
            {"name": f"projects/{PROJECT}/{path}", "gceSetup": setup},
        )
        ids[f"notebook {name}"] = f"//notebooks.googleapis.com/projects/{PROJECT}/{path}"
    grant = {"role": "roles/notebooks.viewer", "members": ["allUsers"]}
    method = "notebooks.projects.locations.instances.getIamPolicy"
    project.answer(method, {"bindings": [grant]}, at="/instances/open:")
    return ids
