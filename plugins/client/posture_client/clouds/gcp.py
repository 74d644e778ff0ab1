"""Google Cloud: Terraform types of `google`, and the full resource names of their assets.

A name is `//SERVICE.googleapis.com/PATH`. Terraform's ids are mostly the path; where they are not,
the path is made of attributes. Paths have the project's id, also where Terraform has its number.
"""

import re
from collections.abc import Mapping
from typing import Final

from posture_client.clouds.cloud import IdOf, TerraformCloud
from posture_client.terraform_json import Instance

# The first word of the host, by the words that a type begins with; the longest match counts.
HOSTS: Mapping[str, str] = {
    "google_apikeys": "apikeys",
    "google_artifact_registry": "artifactregistry",
    "google_bigquery": "bigquery",
    "google_cloud_run": "run",
    "google_cloud_run_v2": "run",
    "google_cloudfunctions": "cloudfunctions",
    "google_cloudfunctions2": "cloudfunctions",
    "google_colab": "aiplatform",
    "google_compute": "compute",
    "google_container": "container",
    "google_dataproc": "dataproc",
    "google_dialogflow": "dialogflow",
    "google_discovery_engine": "discoveryengine",
    "google_dns": "dns",
    "google_iam": "iam",
    "google_kms": "cloudkms",
    "google_logging": "logging",
    "google_model_armor": "modelarmor",
    "google_monitoring": "monitoring",
    "google_project_iam_custom_role": "iam",
    "google_pubsub": "pubsub",
    "google_redis": "redis",
    "google_secret_manager": "secretmanager",
    "google_service_account": "iam",
    "google_spanner": "spanner",
    "google_vertex_ai": "aiplatform",
    "google_workbench": "notebooks",
}

# The path of types whose id is no path, made of attributes.
_PATHS: Mapping[str, str] = {
    "google_cloud_run_service": "projects/{project}/locations/{location}/services/{name}",
    "google_compute_router_nat": "projects/{project}/regions/{region}/routers/{router}",
    "google_logging_metric": "projects/{project}/metrics/{name}",
    "google_spanner_instance": "projects/{project}/instances/{name}",
    "google_sql_database_instance": "projects/{project}/instances/{name}",
}

# Types with a policy of their own, and the arguments of `_iam_member` and its like that name them.
_GRANTED: Mapping[str, tuple[str, ...]] = {
    "google_artifact_registry_repository": ("repository",),
    "google_bigquery_dataset": ("dataset_id",),
    "google_cloud_run_service": ("service",),
    "google_cloud_run_v2_service": ("name",),
    "google_cloudfunctions2_function": ("cloud_function",),
    "google_cloudfunctions_function": ("cloud_function",),
    "google_compute_image": ("image",),
    "google_compute_instance": ("instance_name",),
    "google_kms_crypto_key": ("crypto_key_id",),
    "google_kms_key_ring": ("key_ring_id",),
    "google_project": ("project",),
    "google_pubsub_subscription": ("subscription",),
    "google_pubsub_topic": ("topic",),
    "google_secret_manager_secret": ("secret_id",),
    "google_service_account": ("service_account_id",),
    "google_storage_bucket": ("bucket",),
    "google_workbench_instance": ("name",),
}
_GRANTS: Final = ("member", "binding", "policy")

# Types that configure other assets: the arguments that name those assets.
CONFIGURES: Mapping[str, tuple[str, ...]] = {
    **{
        f"{type_}_iam_{grant}": ("id", *arguments)
        for type_, arguments in _GRANTED.items()
        for grant in _GRANTS
    },
    "google_bigquery_dataset_access": ("dataset_id",),
    "google_compute_network_firewall_policy_association": ("firewall_policy",),
    "google_compute_network_firewall_policy_rule": ("firewall_policy",),
    "google_container_node_pool": ("cluster",),
    "google_logging_metric": ("project",),
    "google_logging_project_sink": ("project",),
    "google_monitoring_alert_policy": ("project",),
    "google_org_policy_policy": ("parent",),
    "google_project_default_service_accounts": ("project",),
    "google_project_iam_audit_config": ("project",),
    "google_project_service": ("project",),
    "google_service_account_key": ("service_account_id",),
    "google_sql_database": ("instance",),
    "google_sql_user": ("instance",),
    "google_storage_bucket_access_control": ("bucket",),
    "google_storage_bucket_acl": ("bucket",),
    "google_storage_bucket_object": ("bucket",),
    "google_storage_default_object_access_control": ("bucket",),
    "google_storage_default_object_acl": ("bucket",),
}

# The types that an argument names by a name without a path.
_NAMED_BY: Mapping[str, tuple[str, ...]] = {
    "cloud_function": ("google_cloudfunctions2_function", "google_cloudfunctions_function"),
    "cluster": ("google_container_cluster",),
    "firewall_policy": (
        "google_compute_network_firewall_policy",
        "google_compute_region_network_firewall_policy",
    ),
    "image": ("google_compute_image",),
    "instance": ("google_sql_database_instance",),
    "instance_name": ("google_compute_instance",),
    "name": ("google_cloud_run_v2_service", "google_workbench_instance"),
    "repository": ("google_artifact_registry_repository",),
    "service": ("google_cloud_run_service",),
    "subscription": ("google_pubsub_subscription",),
    "topic": ("google_pubsub_topic",),
}

# The first word of the host, by the collection in a path.
_COLLECTIONS: Mapping[str, str] = {
    "agents": "dialogflow",
    "cryptoKeys": "cloudkms",
    "datasets": "bigquery",
    "functions": "cloudfunctions",
    "keyRings": "cloudkms",
    "repositories": "artifactregistry",
    "secrets": "secretmanager",
    "serviceAccounts": "iam",
    "services": "run",
    "subscriptions": "pubsub",
    "topics": "pubsub",
}

# Settings of a whole project, as the assets that have them are named.
_OF_PROJECT: Mapping[str, str] = {
    "google_compute_project_metadata": "//compute.googleapis.com/projects/{account}",
    "google_compute_project_metadata_item": "//compute.googleapis.com/projects/{account}",
}

_SERVICES: Mapping[str, tuple[str, ...]] = {
    "google_apikeys": ("apikeys",),
    "google_artifact_registry": ("artifactregistry",),
    "google_bigquery": ("bigquery",),
    "google_cloud_run": ("run",),
    "google_cloudfunctions": ("functions",),
    "google_cloudfunctions2": ("functions",),
    "google_colab": ("vertexai",),
    "google_compute": ("compute",),
    "google_container": ("gke",),
    "google_dialogflow": ("dialogflow",),
    "google_discovery_engine": ("discoveryengine",),
    "google_dns": ("dns",),
    "google_iam_workload_identity_pool": ("iam",),
    "google_kms": ("kms",),
    "google_logging": ("logging",),
    "google_monitoring_alert_policy": ("logging",),
    "google_project": ("iam", "logging"),
    "google_pubsub": ("pubsub",),
    "google_secret_manager": ("secretmanager",),
    "google_service_account": ("iam",),
    "google_sql": ("sql",),
    "google_storage": ("storage",),
    "google_vertex_ai": ("vertexai",),
    "google_workbench": ("notebooks",),
}

_ASSETS: Final = frozenset(
    {
        "google_bigquery_dataset",
        "google_compute_firewall",
        "google_compute_instance",
        "google_compute_network",
        "google_container_cluster",
        "google_kms_crypto_key",
        "google_service_account",
        "google_sql_database_instance",
        "google_storage_bucket",
    }
)
_NUMBER = re.compile(r"projects/\d+/")
_EMAIL = re.compile(r"[^@/]+@(?P<project>[a-z0-9-]+)\.iam\.gserviceaccount\.com")
_PATH_START: Final = "projects/"


def id_attribute(type_: str) -> str:
    """Return the attribute from which the name of a type is made; empty for unknown types."""
    if type_ in {"google_storage_bucket", *_PATHS}:
        return "name"
    return "project_id" if type_ == "google_project" else "id" if _host(type_) else ""


def own_id(one: Instance) -> str | None:
    """Return the full resource name of an asset as findings have it; None while it is not known."""
    if one.type in CONFIGURES:
        return None
    if one.type == "google_storage_bucket":
        name = one.values.get("name")
        return f"//storage.googleapis.com/{name}" if isinstance(name, str) else None
    if one.type == "google_project":
        return _project(one.values.get("project_id"))
    host, path = _host(one.type), _path(one)
    if one.type == "google_sql_database_instance":
        host = "cloudsql"
    return f"//{host}.googleapis.com/{path}" if host and path else None


def _host(type_: str) -> str | None:
    words = type_.split("_")
    for length in range(len(words), 1, -1):
        if host := HOSTS.get("_".join(words[:length])):
            return host
    return None


def _path(one: Instance) -> str | None:
    """Return the path of an asset, with the id of its project."""
    project = one.values.get("project")
    if pattern := _PATHS.get(one.type):
        values = {name: found for name, found in one.values.items() if isinstance(found, str)}
        try:
            return pattern.format_map(values)
        except KeyError:
            return None
    path = one.values.get("id")
    if not isinstance(path, str) or "/" not in path:
        return None
    path = path.partition("/v1/")[2] or path
    if isinstance(project, str) and _NUMBER.match(path):
        path = _NUMBER.sub(f"projects/{project}/", path, count=1)
    return path


def _project(name: object) -> str | None:
    if not isinstance(name, str):
        return None
    return f"//cloudresourcemanager.googleapis.com/projects/{name.removeprefix(_PATH_START)}"


def id_by_name(argument: str, name: str, id_of: IdOf) -> str | None:
    """Return the full resource name that an argument names."""
    if argument in {"project", "parent"}:
        return _project(name) if argument == "project" or name.startswith(_PATH_START) else None
    if argument == "bucket":
        return f"//storage.googleapis.com/{name.removeprefix('b/')}"
    if argument == "id":
        # The id of a grant is the path of what it is on, the role and the member.
        name = name.partition("/roles/")[0].partition(" ")[0]
        if name.startswith("b/"):
            return f"//storage.googleapis.com/{name.removeprefix('b/')}"
    if argument == "service_account_id" and (found := _EMAIL.fullmatch(name)):
        name = f"projects/{found['project']}/serviceAccounts/{name}"
    if name.startswith(_PATH_START):
        return _by_path(argument, name)
    for type_ in _NAMED_BY.get(argument, ()):
        if resource_id := id_of(type_, name):
            return resource_id
    return None


def _by_path(argument: str, path: str) -> str | None:
    words = path.split("/")
    if argument == "cluster":
        return f"//container.googleapis.com/{path}"
    if argument in {"firewall_policy", "image", "instance_name"}:
        return f"//compute.googleapis.com/{path}"
    host = _COLLECTIONS.get(words[-2]) if len(words) > 2 else None  # noqa: PLR2004  # a project and a collection
    if host is None and argument == "name" and words[-2:-1] == ["instances"]:
        host = "notebooks"
    return f"//{host}.googleapis.com/{path}" if host else None


def owner(resource_id: str) -> tuple[str, str] | None:
    """Return `gcp` and the project of a full resource name, if it names one."""
    _, found, path = resource_id.partition(f".googleapis.com/{_PATH_START}")
    return ("gcp", path.partition("/")[0]) if found else None


GCP: Final = TerraformCloud(
    name="gcp",
    prefixes=("google_",),
    id_attribute=id_attribute,
    own_id=own_id,
    configures=CONFIGURES,
    id_by_name=id_by_name,
    owner=owner,
    names=("name",),
    of_account=_OF_PROJECT,
    services=_SERVICES,
    assets=_ASSETS,
)
