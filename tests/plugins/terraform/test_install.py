"""Terraform finds the provider in mirrors, and the hashes of its lock file are right."""

import hashlib
import json
import re
import ssl
import sys
import zipfile
from pathlib import Path

import pytest

from posture_terraform import install, release
from posture_terraform.install import EXECUTABLE, UnknownPlatformError
from posture_terraform.version import VERSION
from tests.machine import need
from tests.plugins.terraform.configurations import ACCOUNT, CONFIGURED
from tests.plugins.terraform.faulty_proxy import faulty_proxy
from tests.plugins.terraform.harness import HEAD, Workspace, credentials, environment, override
from tests.plugins.terraform.keys import client_keys
from tests.server import Served

PACKAGE = "posture/posture"


@pytest.fixture
def plain(tmp_path: Path, api: Served) -> Workspace:
    """Yield a configuration whose provider Terraform has yet to find."""
    workspace = Workspace(tmp_path / "work", environment(tmp_path) | credentials(api))
    workspace.directory.mkdir()
    workspace.write(ACCOUNT, head=CONFIGURED)
    return workspace


def locked(workspace: Workspace) -> list[str]:
    """Return the hashes of the lock file."""
    text = (workspace.directory / ".terraform.lock.hcl").read_text()
    assert f'version = "{VERSION}"' in text
    return re.findall(r'"((?:h1|zh):[^"]+)"', text)


def test_the_implied_mirror_is_enough(plain: Workspace, tmp_path: Path) -> None:
    done = install.install(tmp_path / ".terraform.d" / "plugins")
    assert done.version == VERSION
    assert all(path.stat().st_mode & 0o777 == 0o755 for path in done.paths)
    plain.run("init")
    assert [item[:3] for item in locked(plain)] == ["h1:"]
    plain.apply()
    assert plain.plan_is_empty()
    plain.leave()


def test_the_default_mirror_is_in_the_home_directory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOME", "/somewhere")
    assert install.default_mirror() == Path("/somewhere/.terraform.d/plugins")


def test_a_mirror_of_the_release_is_locked_with_the_same_hash(
    plain: Workspace, tmp_path: Path
) -> None:
    files = dict(release.files())
    mirror = tmp_path / "mirror"
    package = mirror / install.HOSTS[0] / PACKAGE
    package.mkdir(parents=True)
    for name, content in files.items():
        if name.endswith(".zip"):
            (package / name).write_bytes(content)
    config = f'provider_installation {{\n  filesystem_mirror {{ path = "{mirror}" }}\n}}\n'
    (tmp_path / "terraform.rc").write_text(config)
    plain.run("init")
    (first,) = {item for item in locked(plain) if item.startswith("h1:")}
    platforms = [f"-platform={name}" for name in release.PLATFORMS]
    plain.run("providers", "lock", f"-fs-mirror={mirror}", *platforms)
    assert {item for item in locked(plain) if item.startswith("h1:")} == {first}
    plain.run("validate")

    (tmp_path / "terraform.rc").write_text("")
    install.install(tmp_path / ".terraform.d" / "plugins")
    plain.run("init")
    assert first in locked(plain)


@pytest.mark.parametrize("program", ["terraform", "tofu"])
def test_the_servers_address_is_enough(
    plain: Workspace, tmp_path: Path, api: Served, program: str
) -> None:
    plain.program = need(program)
    keys = client_keys(tmp_path / "tls")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(keys.certificate, keys.key)
    with faulty_proxy(api.url, tls=tls) as secure:
        mirror = f"{secure.url.replace('127.0.0.1', 'localhost')}/downloads/terraform/"
        config = f'provider_installation {{\n  network_mirror {{ url = "{mirror}" }}\n}}\n'
        (tmp_path / "terraform.rc").write_text(config)
        plain.environ["SSL_CERT_FILE"] = str(keys.certificate)
        plain.run("init")
        # Locked for every platform, as one machine of a team does for the others.
        first = {item for item in locked(plain) if item.startswith("h1:")}
        platforms = [f"-platform={name}" for name in release.PLATFORMS]
        plain.run("providers", "lock", f"-net-mirror={mirror}", *platforms)
        assert {item for item in locked(plain) if item.startswith("h1:")} == first
        # A provider of another name is not in the mirror.
        plain.write("", head=HEAD.replace("posture/posture", "hashicorp/aws"))
        assert "hashicorp/aws" in plain.run("init", "-no-color", expect=1).err
    plain.write(ACCOUNT, head=CONFIGURED)
    plain.apply()
    assert plain.plan_is_empty()
    plain.leave()


def test_a_changed_provider_is_noticed(plain: Workspace, tmp_path: Path) -> None:
    done = install.install(tmp_path / ".terraform.d" / "plugins")
    plain.run("init")
    done.paths[0].write_bytes(done.paths[0].read_bytes() + b" ")
    assert "checksum" in plain.run("plan", "-no-color", expect=1).err


def test_the_release_is_in_the_registrys_layout() -> None:
    files = dict(release.files())
    name = f"terraform-provider-posture_{VERSION}"
    assert files.keys() == {
        *(f"{name}_{platform}.zip" for platform in release.PLATFORMS),
        f"{name}_manifest.json",
        f"{name}_SHA256SUMS",
    }
    manifest = json.loads(files[f"{name}_manifest.json"])
    assert manifest == {"version": 1, "metadata": {"protocol_versions": ["6.0"]}}
    lines = files[f"{name}_SHA256SUMS"].decode().splitlines()
    sums = {file: digest for digest, file in (line.split("  ") for line in lines)}
    assert sums == {
        file: hashlib.sha256(content).hexdigest()
        for file, content in files.items()
        if not file.endswith("SHA256SUMS")
    }


def test_a_package_holds_the_executable_alone(tmp_path: Path) -> None:
    for name, content in release.files():
        if name.endswith(".zip"):
            (tmp_path / name).write_bytes(content)
            with zipfile.ZipFile(tmp_path / name) as package:
                (entry,) = package.infolist()
                assert entry.filename == EXECUTABLE
                assert entry.external_attr >> 16 == 0o100755


def test_the_environment_of_its_developers_is_enough(plain: Workspace, tmp_path: Path) -> None:
    programs = Path(sys.executable).parent
    assert (programs / "terraform-provider-posture").exists()
    (tmp_path / "terraform.rc").write_text(override(programs))
    assert plain.validate() == []
    plain.apply()
    assert plain.plan_is_empty()
    plain.leave()


def test_opentofu_finds_it_too(tmp_path: Path, api: Served) -> None:
    tofu = need("tofu")
    workspace = Workspace(tmp_path / "work", environment(tmp_path) | credentials(api), program=tofu)
    workspace.directory.mkdir()
    workspace.write(ACCOUNT, head=CONFIGURED)
    install.install(tmp_path / ".terraform.d" / "plugins")
    workspace.run("init")
    workspace.apply()
    assert workspace.plan_is_empty()
    workspace.leave()


def test_a_machine_without_a_name_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "pdp11")
    with pytest.raises(UnknownPlatformError, match="pdp11"):
        install.this_platform()


def test_the_source_address_is_the_documented_one() -> None:
    assert f'source = "{PACKAGE}"' in HEAD
    assert install.SOURCE == PACKAGE
