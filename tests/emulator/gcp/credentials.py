"""Credentials for the emulated project: a service account's key, and a federated workload."""

import json
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.emulator.gcp import ACCOUNT, PROJECT, REFRESH


@cache
def _private_key() -> str:
    return (
        rsa.generate_private_key(public_exponent=65537, key_size=2048)
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        .decode()
    )


def key_file(folder: Path, url: str, **changed: str) -> Path:
    """Write the key of a service account whose tokens the emulated project issues."""
    info = {
        "type": "service_account",
        "project_id": PROJECT,
        "private_key_id": "1",
        "private_key": _private_key(),
        "client_email": ACCOUNT,
        "client_id": "1",
        "token_uri": f"{url}/token",
        **changed,
    }
    return _written(folder / "key.json", info)


def person_file(folder: Path, url: str, **changed: str) -> Path:
    """Write what `gcloud auth application-default login` leaves behind."""
    info = {
        "type": "authorized_user",
        "client_id": "1",
        "client_secret": "s",
        "refresh_token": REFRESH,
        "token_uri": f"{url}/token",
        **changed,
    }
    return _written(folder / "person.json", info)


def federated_file(folder: Path, url: str) -> Path:
    """Write the configuration of workload identity federation, with a token in a file."""
    (folder / "subject").write_text("token-of-the-workload")
    pool = f"projects/1/locations/global/workloadIdentityPools/p/providers/{PROJECT}"
    info = {
        "type": "external_account",
        "audience": f"//iam.googleapis.com/{pool}",
        "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
        "token_url": f"{url}/token",
        "credential_source": {"file": str(folder / "subject")},
    }
    return _written(folder / "federated.json", info)


def _written(file: Path, info: object) -> Path:
    file.write_text(json.dumps(info))
    return file
