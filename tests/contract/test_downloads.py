"""Downloads: public, cacheable, of the server's own version, and switched off by a setting."""

import hashlib
import io
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from posture.settings import Settings
from posture_ci import artefact
from posture_terraform import release
from posture_terraform.install import EXECUTABLE, HOSTS, SOURCE
from posture_terraform.version import VERSION
from tests.api import Api

pytestmark = pytest.mark.anyio

GATE = "/downloads/posture-gate.pyz"
MIRROR = f"/downloads/terraform/{HOSTS[0]}/{SOURCE}"
PACKAGE = f"/downloads/terraform/{release.package_name('linux_amd64')}"
PATHS = [GATE, f"{MIRROR}/index.json", f"{MIRROR}/{VERSION}.json", PACKAGE]


@pytest.mark.parametrize("path", PATHS)
async def test_a_download_is_public_and_cacheable(api: Api, path: str) -> None:
    async with api.client(None) as client:
        first = await client.get(path)
        again = await client.get(path, headers={"If-None-Match": first.headers["etag"]})
        head = await client.head(path)
    assert first.status_code == 200
    for answer in (first, again, head):
        assert answer.headers["cache-control"] == "public, max-age=300"
        assert answer.headers["vary"] == "accept"
        assert "x-ratelimit-limit" not in answer.headers
    assert (again.status_code, again.content) == (304, b"")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(first.content))


@pytest.mark.parametrize("path", PATHS)
async def test_only_a_post_leaves_an_audit_row(api: Api, path: str) -> None:
    async with api.client(None) as client:
        await client.get(path)
        assert await api.audit_rows() == []
        refused = await client.post(path)
    assert refused.status_code == 405
    (row,) = await api.audit_rows()
    assert (row["tenant_id"], row["result"]) == (None, "failure")


@pytest.mark.parametrize("path", PATHS)
async def test_a_setting_turns_downloads_off(api: Api, path: str) -> None:
    deps = replace(api.deps, settings=replace(api.deps.settings, downloads=False))
    async with api.client(None, deps=deps) as client:
        answer = await client.get(path)
    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "private, no-cache"
    assert Settings().downloads


@pytest.mark.parametrize(
    "path",
    [
        "/downloads/posture-gate.zip",
        "/downloads/terraform/terraform-provider-posture_0.0.9_linux_amd64.zip",
        "/downloads/terraform/..%2F..%2Fetc%2Fpasswd",
        "/downloads/terraform/registry.terraform.io/hashicorp/aws/index.json",
        "/downloads/terraform/registry.example.com/posture/posture/index.json",
        f"{MIRROR}/0.0.9.json",
        f"{MIRROR}/{VERSION}",
    ],
)
async def test_what_there_is_not_is_404_and_not_cacheable(api: Api, path: str) -> None:
    async with api.client(None) as client:
        answer = await client.get(path)
    assert (answer.status_code, answer.json()) == (404, {"error": "not_found"})
    assert answer.headers["cache-control"] == "private, no-cache"


@pytest.mark.parametrize("hostname", HOSTS)
async def test_the_mirror_names_the_packages_and_their_hashes(api: Api, hostname: str) -> None:
    mirror = f"/downloads/terraform/{hostname}/{SOURCE}"
    async with api.client(None) as client:
        versions = (await client.get(f"{mirror}/index.json")).json()
        listed = (await client.get(f"{mirror}/{VERSION}.json")).json()["archives"]
        assert versions == {"versions": {VERSION: {}}}
        assert listed.keys() == set(release.PLATFORMS)
        for archive in listed.values():
            fetched = await client.get(f"{mirror}/{archive['url']}")
            digest = hashlib.sha256(fetched.content).hexdigest()
            assert fetched.headers["etag"] == f'"{digest}"'
            assert f"zh:{digest}" in archive["hashes"]
            with zipfile.ZipFile(io.BytesIO(fetched.content)) as package:
                assert package.namelist() == [EXECUTABLE]


async def test_the_gate_is_what_its_package_builds(api: Api) -> None:
    async with api.client(None) as client:
        assert (await client.get(GATE)).content == artefact.build()


def test_the_gate_needs_the_standard_library_alone(tmp_path: Path) -> None:
    file = tmp_path / "posture-gate.pyz"
    file.write_bytes(artefact.build())
    # Without site-packages, and far from the sources.
    done = subprocess.run(
        [sys.executable, "-I", "-S", file, "--help"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "--fail-on" in done.stdout


def test_the_gate_is_the_same_bytes_wherever_it_is_built() -> None:
    build = "import sys; from posture_ci import artefact; sys.stdout.buffer.write(artefact.build())"
    done = subprocess.run(
        [sys.executable, "-O", "-c", build],
        env={"PYTHONHASHSEED": "7", "TZ": "UTC-7", "LC_ALL": "C"},
        capture_output=True,
        check=True,
    )
    assert done.stdout == artefact.build()
    for text in (sys.prefix, str(Path(artefact.__file__).parent)):
        assert text.encode() not in done.stdout
