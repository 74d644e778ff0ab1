"""Every type of `google` in the table: full resource name, scope of the run, `file:line`."""

from pathlib import Path

from posture.cli.from_terraform import Documents, located, place, scope_of
from tests.integration.collectors.gcp.test_after_apply import Files, created
from tests.plugins.client.google_types import TYPES

COUNT = 82
LINES_OF_A_BLOCK = 3
# What the plan of a new resource does not name. Of the types with checks, Google makes their ids.
UNKNOWN_BEFORE = {
    "google_bigquery_table",
    "google_cloud_run_v2_job",
    "google_compute_address",
    "google_compute_firewall_policy",
    "google_compute_forwarding_rule",
    "google_compute_global_address",
    "google_compute_global_forwarding_rule",
    "google_compute_instance_group_manager",
    "google_compute_instance_template",
    "google_compute_router",
    "google_compute_snapshot",
    "google_compute_target_http_proxy",
    "google_compute_url_map",
    "google_compute_vpn_tunnel",
    "google_dataproc_cluster",
    "google_dialogflow_cx_agent",
    "google_iam_workload_identity_pool",
    "google_kms_key_ring",
    "google_logging_project_bucket_config",
    "google_model_armor_template",
    "google_redis_instance",
    "google_secret_manager_regional_secret",
    "google_storage_hmac_key",
    "google_vertex_ai_dataset",
    "google_vertex_ai_index",
    "google_vertex_ai_index_endpoint",
    "google_vertex_ai_metadata_store",
    "google_vertex_ai_reasoning_engine",
    "google_vertex_ai_tensorboard",
}


def files_of_all(directory: Path) -> Files:
    """Return a configuration with a resource of each type, its plan and its state."""
    files = Files(directory)
    blocks = (f'resource "{one.name}" "it" {{\n  # …\n}}\n' for one in TYPES)
    (directory / "main.tf").write_text("".join(blocks))
    rows = tuple((f"{one.name}.it", one.attributes) for one in TYPES)
    files.write_state(rows)
    files.write_plan(*(created(*row) for row in rows), rows=rows)
    return files


def test_every_type_leads_to_its_asset_and_back_to_its_line(tmp_path: Path) -> None:
    files = files_of_all(tmp_path)
    wanted = {one.resource_id for one in TYPES}

    scope = scope_of(Documents(files.plan, files.state), ())

    assert len(TYPES) == COUNT
    assert scope is not None
    assert set(scope["resource_ids"]) == wanted
    findings = [{"resource_id": one} for one in sorted(wanted)]
    places = {one["resource_id"]: place(one) for one in located(findings, files.state, tmp_path)}
    lines = {
        one.resource_id: {
            f"main.tf:{1 + LINES_OF_A_BLOCK * position}"
            for position, other in enumerate(TYPES)
            if other.resource_id == one.resource_id
        }
        for one in TYPES
    }
    assert {one: found for one, found in places.items() if found not in lines[one]} == {}
    assert places.keys() == wanted


def test_a_plan_alone_names_what_its_arguments_name(tmp_path: Path) -> None:
    files = files_of_all(tmp_path)

    scope = scope_of(Documents(files.plan, None), ())

    found = set(scope["resource_ids"]) if scope else set()
    missing = {one.name for one in TYPES if one.resource_id not in found}
    assert missing == UNKNOWN_BEFORE
