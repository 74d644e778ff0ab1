"""Load the configuration: a TOML file, read once at start; errors name the setting."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from posture_client.identity import Identity, offered_identity
from posture_client.limits import TooLargeError, read_file
from posture_run_task.request import SigningKey
from posture_run_task.secret import SecretError
from posture_run_task.settings import Settings


class SettingsError(ValueError):
    """The configuration is wrong; the text names the file, the setting and the reason."""


class Secrets(msgspec.Struct, frozen=True):
    """The secrets, which the configuration names but does not contain."""

    hmac_keys: tuple[SigningKey, ...]
    token: str | Identity

    def __repr__(self) -> str:
        return "Secrets(…)"


def load(path: Path) -> Settings:
    """Read a configuration.

    Raises:
        SettingsError: it cannot be read, or is wrong.
    """
    try:
        document = tomllib.loads(read_file(path).decode())
    except (OSError, UnicodeDecodeError, TooLargeError) as error:
        raise SettingsError(f"cannot read {path}: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not TOML: {error}") from error
    try:
        return parsed(document)
    except SettingsError as error:
        raise SettingsError(f"{path}: {error}") from error


def parsed(document: Mapping[str, Any]) -> Settings:
    """Return the settings of a document.

    Raises:
        SettingsError: a setting is wrong.
    """
    try:
        settings = msgspec.convert(document, Settings)
    except msgspec.ValidationError as error:
        raise SettingsError(str(error)) from error
    for problem in _problems(settings):
        raise SettingsError(problem)
    return settings


def secrets(settings: Settings, environ: Mapping[str, str]) -> Secrets:
    """Read the secrets.

    Raises:
        SettingsError: one is missing.
    """
    try:
        keys = tuple(
            SigningKey(key.read(environ).encode(), key.organization)
            for key in settings.hcp.hmac_keys
        )
    except SecretError as error:
        raise SettingsError(f"hcp.hmac_keys: {error}") from error
    try:
        token: str | Identity = settings.posture.token.read(environ)
    except SecretError as error:
        if identity := offered_identity(environ):
            return Secrets(hmac_keys=keys, token=identity)
        raise SettingsError(f"posture.token: {error}") from error
    return Secrets(hmac_keys=keys, token=token)


def _problems(settings: Settings) -> list[str]:
    """Return the problems of values that are not valid together."""
    found = []
    if bool(settings.server.tls_certificate_file) != bool(settings.server.tls_key_file):
        found.append("server.tls_certificate_file and server.tls_key_file go together")
    for name in ("hosts", "download_hosts"):
        found += [
            f"hcp.{name}: {host!r} is not `host` or `host:port`"
            for host in getattr(settings.hcp, name)
            if not _is_host(host)
        ]
    endpoint = urlsplit(settings.posture.endpoint)
    if endpoint.scheme not in {"http", "https"} or not endpoint.hostname:
        found.append("posture.endpoint is not an http:// or https:// URL")
    if settings.hcp.progress_seconds >= settings.hcp.deadline_seconds:
        found.append("hcp.progress_seconds must be less than hcp.deadline_seconds")
    known = settings.policies.keys() | {"default"}
    for number, one in enumerate(settings.workspaces):
        if one.policy not in known:
            found.append(f"workspaces[{number}].policy: no policy is named {one.policy!r}")
        if (one.integration_id is None) != one.ignore:
            found.append(f"workspaces[{number}] needs an integration_id, or ignore = true")
    return found


def _is_host(text: str) -> bool:
    try:
        parts = urlsplit(f"//{text}")
        return (
            bool(parts.hostname) and parts.netloc == text and "@" not in text and _port(parts.port)
        )
    except ValueError:
        return False


def _port(port: int | None) -> bool:
    return port is None or port > 0
