"""What is shipped to run posture elsewhere is valid, and names what there is."""

import re
import subprocess
import sys
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import kubernetes_validate  # type: ignore[import-untyped]  # ships no types
import pytest
import yaml

from posture.settings import Settings
from tests.machine import need
from tests.meta.repository import ROOT, text, tracked

DEPLOY = "backend/deploy/"
COMPOSE = DEPLOY + "compose.yaml"
DOCKERFILE = DEPLOY + "Dockerfile"
KUBERNETES = [name for name in tracked() if name.startswith(DEPLOY + "kubernetes/")]
UNITS = [name for name in tracked() if name.startswith(DEPLOY + "systemd/")]
MANIFESTS = [
    pytest.param(document, id=f"{document['kind']}-{document['metadata']['name']}")
    for name in KUBERNETES
    for document in yaml.safe_load_all(text(name) or "")
]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def named(pattern: str, name: str) -> list[str]:
    return re.findall(pattern, text(name) or "", re.MULTILINE)


def pods(document: dict[str, Any]) -> list[dict[str, Any]]:
    if document["kind"] not in {"Deployment", "Job"}:
        return []
    pod: dict[str, Any] = document["spec"]["template"]["spec"]
    return [pod]


@pytest.mark.parametrize("document", MANIFESTS)
def test_a_manifest_is_valid_for_kubernetes(document: dict[str, Any]) -> None:
    kubernetes_validate.validate(document, kubernetes_validate.latest_version(), strict=True)


@pytest.mark.parametrize("document", MANIFESTS)
def test_a_pod_has_least_privileges(document: dict[str, Any]) -> None:
    for pod in pods(document):
        assert pod["securityContext"]["runAsNonRoot"] is True
        for container in pod["containers"]:
            context = container["securityContext"]
            assert context["capabilities"] == {"drop": ["ALL"]}
            assert context["readOnlyRootFilesystem"] is True
            assert container["image"] == f"posture:{PROJECT['version']}"


@pytest.mark.parametrize("document", MANIFESTS)
def test_no_pod_gets_a_token_of_the_cluster(document: dict[str, Any]) -> None:
    if document["kind"] == "ServiceAccount":
        assert document["automountServiceAccountToken"] is False


@pytest.mark.parametrize("document", MANIFESTS)
def test_no_pod_starts_without_its_secrets(document: dict[str, Any]) -> None:
    for pod in pods(document):
        (container,) = pod["containers"]
        secrets = {
            one["name"]: one["valueFrom"]["secretKeyRef"]
            for one in container["env"]
            if "valueFrom" in one
        }
        assert secrets == {
            "POSTURE_DATABASE_URL": {"name": "posture", "key": "database-url"},
            "POSTURE_SECRET_KEY": {"name": "posture", "key": "secret-key"},
        }


def test_the_traffic_of_every_pod_is_limited() -> None:
    documents = [
        document for name in KUBERNETES for document in yaml.safe_load_all(text(name) or "")
    ]
    limits = [
        (one["spec"]["podSelector"]["matchLabels"].items(), set(one["spec"]["policyTypes"]))
        for one in documents
        if one["kind"] == "NetworkPolicy"
    ]
    for document in documents:
        for _ in pods(document):
            labels = document["spec"]["template"]["metadata"]["labels"].items()
            limited = set().union(*(types for selector, types in limits if selector <= labels))
            listens = document["kind"] == "Deployment"
            assert limited >= ({"Ingress", "Egress"} if listens else {"Egress"})


def test_every_service_of_the_compose_file_has_its_secrets() -> None:
    compose = yaml.safe_load(text(COMPOSE) or "")
    for service in compose["services"].values():
        named_files = {
            value for key, value in service["environment"].items() if key.endswith("_FILE")
        }
        assert named_files == {f"/run/secrets/{name}" for name in service["secrets"]}
        assert set(service["secrets"]) <= set(compose["secrets"])


def test_the_compose_file_fits_its_specification() -> None:
    schema = ("--builtin-schema", "vendor.compose-spec")
    judged = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", *schema, ROOT / COMPOSE],
        capture_output=True,
        text=True,
        check=False,
    )
    assert judged.returncode == 0, judged.stdout + judged.stderr


@pytest.mark.parametrize("name", UNITS)
def test_systemd_understands_the_unit(name: str, tmp_path: Path) -> None:
    program = need("systemd-analyze")
    unit = tmp_path / Path(name).name
    # It asks whether the program is there.
    unit.write_text((text(name) or "").replace("/opt/posture/bin/posture", sys.executable))
    judged = subprocess.run(
        [program, "verify", "--man=no", unit], capture_output=True, text=True, check=False
    )
    assert (judged.returncode, judged.stderr) == (0, "")


def test_the_image_copies_files_that_exist() -> None:
    sources = " ".join(named(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE)).split()
    assert sources
    assert [one for one in sources if not (ROOT / one).exists()] == []
    locks = named(r"-r (\S+)", DOCKERFILE)
    assert [one for one in locks if one not in tracked()] == []


def test_every_started_program_is_a_command_of_posture() -> None:
    assert named(r'^ENTRYPOINT \["(.*)"\]', DOCKERFILE) == ["posture"]
    assert "posture" in PROJECT["scripts"]


@pytest.mark.parametrize("name", [COMPOSE, DOCKERFILE, *KUBERNETES, *UNITS])
def test_only_settings_that_exist_are_set(name: str) -> None:
    set_there = set(named(r"\bPOSTURE_[A-Z_]+(?=[=:])", name))
    known = {f"POSTURE_{field.upper()}" for field in Settings.__dataclass_fields__} | {
        f"POSTURE_{one.name.upper()}_FILE" for one in fields(Settings) if one.metadata["show"]
    }
    assert set_there - known == set()


def test_stop_timeouts_are_longer_than_those_of_responses_and_runs() -> None:
    waits = [
        *(named(r"^TimeoutStopSec=(\d+)", name)[0] for name in UNITS),
        *named(r"stop_grace_period: (\d+)s", COMPOSE),
        *(
            seconds
            for name in KUBERNETES
            for seconds in named(r"terminationGracePeriodSeconds: (\d+)", name)
        ),
    ]
    assert len(waits) == len(UNITS) + 2 + 2
    ours = Settings()
    needed = ours.close_seconds + ours.stream_close_seconds + ours.drain_seconds
    assert min(map(float, waits)) > needed
