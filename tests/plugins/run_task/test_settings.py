"""A wrong configuration is refused with the name of the wrong setting."""

import copy
from pathlib import Path
from typing import Any

import pytest

from posture_run_task.loading import SettingsError, load, parsed, secrets
from posture_run_task.request import SigningKey
from posture_run_task.secret import Secret, SecretError
from posture_run_task.settings import Policy, Stage

INTEGRATION = "5d4a1d4e-3c1c-4a5c-9a43-0d0e7c4a0001"
LEAST: dict[str, Any] = {
    "server": {"ledger_file": "ledger.db"},
    "hcp": {"hmac_keys": [{"env": "KEY"}]},
    "posture": {"endpoint": "https://posture.example.com", "token": {"env": "TOKEN"}},
    "workspaces": [{"integration_id": INTEGRATION}],
}


def changed(path: str, value: object) -> dict[str, Any]:
    document = copy.deepcopy(LEAST)
    *tables, name = path.split(".")
    table: Any = document
    for key in tables:
        table = table[int(key)] if key.isdigit() else table.setdefault(key, {})
    table[name] = value
    return document


def test_little_is_enough() -> None:
    settings = parsed(LEAST)
    assert settings.hcp.hosts == ["app.terraform.io"]
    assert settings.policy("default") == Policy()
    stages: list[Stage] = ["pre_plan", "post_plan", "pre_apply", "post_apply"]
    assert [settings.mode(one) for one in stages] == ["latest", "touched", "latest", "touched"]


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("server.prot", 80, "unknown field `prot` - at `$.server`"),
        ("server.port", 70_000, "<= 65535 - at `$.server.port`"),
        ("server.path", "run-task", "at `$.server.path`"),
        ("server.tls_key_file", "key.pem", "tls_certificate_file and server.tls_key_file"),
        ("hcp.hmac_keys", [], "at `$.hcp.hmac_keys`"),
        ("hcp.hmac_keys", ["a secret in the file"], "at `$.hcp.hmac_keys[0]`"),
        ("hcp.hosts", [], "at `$.hcp.hosts`"),
        ("hcp.hosts", ["https://app.terraform.io"], "hcp.hosts: 'https://app.terraform.io'"),
        ("hcp.hosts", ["me@app.terraform.io"], "hcp.hosts: 'me@app.terraform.io'"),
        ("hcp.hosts", ["app.terraform.io:port"], "hcp.hosts: 'app.terraform.io:port'"),
        ("hcp.download_hosts", ["a/b"], "hcp.download_hosts: 'a/b'"),
        ("hcp.progress_seconds", 600, "at `$.hcp.progress_seconds`"),
        ("hcp.deadline_seconds", 3_600, "at `$.hcp.deadline_seconds`"),
        ("hcp.deadline_seconds", 30, "hcp.progress_seconds must be less"),
        ("hcp.outcomes", 251, "at `$.hcp.outcomes`"),
        ("hcp.outcomes_per_call", 11, "at `$.hcp.outcomes_per_call`"),
        ("posture.endpoint", "posture.example.com", "posture.endpoint is not"),
        ("posture.token", "secret", "at `$.posture.token`"),
        ("policies.strict", {"fail_on": "severe"}, "Invalid enum value 'severe'"),
        ("policies.strict", {"framework": ["cis"]}, "at `$.policies[...].framework[0]`"),
        ("policies.strict", {"min_coverage": 2}, "at `$.policies[...].min_coverage`"),
        ("workspaces", [], "at `$.workspaces`"),
        ("workspaces.0.policy", "strict", "workspaces[0].policy: no policy is named 'strict'"),
        ("workspaces.0.integration_id", "mine", "at `$.workspaces[0].integration_id`"),
        ("workspaces.0.ignore", True, "workspaces[0] needs an integration_id, or ignore"),
        ("workspaces", [{}], "workspaces[0] needs an integration_id, or ignore"),
        ("stages.post_apply", "nothing", "at `$.stages.post_apply`"),
        ("stages.after", "latest", "unknown field `after` - at `$.stages`"),
    ],
)
def test_a_wrong_setting_is_named(path: str, value: object, expected: str) -> None:
    with pytest.raises(SettingsError) as raised:
        parsed(changed(path, value))
    assert expected in str(raised.value)


def test_a_wrong_file_is_named_with_its_setting(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"cannot read .*missing\.toml"):
        load(tmp_path / "missing.toml")
    (file := tmp_path / "run-task.toml").write_text("[server")
    with pytest.raises(SettingsError, match=r"run-task\.toml is not TOML"):
        load(file)
    file.write_text("[server]\nledger_file = 7\n")
    with pytest.raises(SettingsError, match=r"run-task\.toml: Expected `str`.*ledger_file"):
        load(file)


def test_the_first_entry_that_covers_a_workspace_counts() -> None:
    entries = [
        {"organization": "acme", "workspace": "prod-*", "integration_id": INTEGRATION},
        {"organization": "acme", "project": "Play*", "ignore": True},
        {"organization": "acme", "integration_id": INTEGRATION, "policy": "default"},
    ]
    settings = parsed({**LEAST, "workspaces": entries})

    def entry(organization: str, project: str, workspace: str) -> int | None:
        found = settings.workspace(organization=organization, project=project, workspace=workspace)
        return None if found is None else settings.workspaces.index(found)

    assert entry("acme", "Playground", "prod-eu") == 0
    assert entry("acme", "Playground", "eu") == 1
    assert entry("acme", "Shop", "PROD-eu") == 2
    assert entry("acme", "", "eu") == 2
    assert entry("other", "Shop", "prod-eu") is None


def test_secrets_are_read_from_where_they_are(tmp_path: Path) -> None:
    (file := tmp_path / "key").write_text("a key\n")
    keys = [{"env": "KEY"}, {"file": str(file), "organization": "acme"}]
    known = secrets(parsed(changed("hcp.hmac_keys", keys)), {"KEY": "k", "TOKEN": "t"})
    assert known.hmac_keys == (SigningKey(b"k"), SigningKey(b"a key", "acme"))
    assert known.token == "t"
    assert repr(known) == "Secrets(…)"
    assert repr(known.hmac_keys) == "(SigningKey(…, '*'), SigningKey(…, 'acme'))"


@pytest.mark.parametrize(
    ("secret", "expected"),
    [
        (Secret(env="KEY"), "the environment variable KEY contains no secret"),
        (Secret(file="nowhere"), "cannot read the file nowhere"),
        (Secret(), "one of them"),
        (Secret(env="KEY", file="key"), "one of them"),
    ],
)
def test_a_secret_that_is_not_there_is_named(secret: Secret, expected: str) -> None:
    with pytest.raises(SecretError) as raised:
        secret.read({})
    assert expected in str(raised.value)


def test_a_strange_secret_is_refused_and_not_shown() -> None:
    with pytest.raises(SettingsError) as raised:
        secrets(parsed(LEAST), {"KEY": "secret\r\nheader: x", "TOKEN": "t"})
    assert str(raised.value) == (
        "hcp.hmac_keys: the environment variable KEY contains characters "
        "that are not allowed in a secret"
    )


def test_a_file_without_an_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTURE_FILE_BYTES", "1000")
    with pytest.raises(SettingsError, match=r"/dev/zero: it is larger than 1000 bytes"):
        load(Path("/dev/zero"))
    with pytest.raises(SecretError, match=r"/dev/zero: it is larger than 1000 bytes"):
        Secret(file="/dev/zero").read({})
