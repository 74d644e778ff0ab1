"""Detection of secrets in plain text, in scripts and in variables.

A secret is reported by its kind and place, never by its value, so no asset or finding contains it.
"""

import re
from collections.abc import Iterator, Mapping

# Formats that are secrets wherever they appear.
_KINDS = {
    "AWS access key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "AWS secret key": r"(?i:aws.{0,20}secret.{0,30}?)[=:\s\"']+[A-Za-z0-9/+]{40}\b",
    "private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY",
    "GitHub token": r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{22,})",
    "GitLab token": r"\bglpat-[\w-]{20,}",
    "Slack token": r"\bxox[abeoprs]-[\w-]{10,}",
    "Stripe key": r"\b[rs]k_live_[A-Za-z0-9]{16,}",
    "Google API key": r"\bAIza[\w-]{35}\b",
    "Hugging Face token": r"\bhf_[A-Za-z0-9]{30,}\b",
    "OpenAI key": r"\bsk-(?:proj-|svcacct-)?[A-Za-z0-9_-]{20,}",
    "Anthropic key": r"\bsk-ant-[\w-]{20,}",
    "npm token": r"\bnpm_[A-Za-z0-9]{36}\b",
    "JSON web token": r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}",
    "password in a URL": r"\b[a-z][a-z0-9+.-]*://[^\s:/@$<{]+:[^\s:/@$<{]{3,}@",
}
_FORMATS = {kind: re.compile(pattern) for kind, pattern in _KINDS.items()}

# Names that announce a secret, and assignments of a value to a name.
_SECRET_NAME = re.compile(
    r"(?i)(?:^|[_\W])(?:password|passwd|pwd|passphrase|secret|token|credentials?|"
    r"(?:api|access|private|secret|auth|encryption)[_-]?key)(?:$|[_\W])"
)
_ASSIGNED = re.compile(
    r"(?P<name>[A-Za-z_][\w.-]*)[\"']?\s*(?:=|:)\s*(?P<value>\"[^\"]*\"|'[^']*'|\S+)"
)
# References to where a secret is stored, and placeholders.
_NO_SECRET = re.compile(
    r"(?i)^$|[$<{%]|^arn:|^(?:ssm|https?|s3|file|vault|op)://|^\.{0,2}/|^\d{1,5}$|"
    r"^(?:true|false|none|null|yes|no|changeme|change_me|example|placeholder|redacted|test|x+|\*+)$"
)
LEAST_LENGTH = 6


def secrets_in(text: str) -> tuple[str, ...]:
    """Return kind and line of each secret in a script or a configuration file."""
    lines = ((number, _found(line)) for number, line in enumerate(text.splitlines(), 1))
    return tuple(f"{kind} in line {number}" for number, kind in lines if kind)


def secret_variables(variables: Mapping[str, str]) -> tuple[str, ...]:
    """Return name and kind of each variable that contains a secret."""
    kinds = {
        name: _kind(f"{name}={value}") or ("secret" if _secret(name, value) else None)
        for name, value in variables.items()
    }
    return tuple(f"{name} ({kind})" for name, kind in kinds.items() if kind)


def _found(line: str) -> str | None:
    return _kind(line) or next((f"value of {name}" for name in _assigned(line)), None)


def _kind(line: str) -> str | None:
    return next((kind for kind, pattern in _FORMATS.items() if pattern.search(line)), None)


def _assigned(line: str) -> Iterator[str]:
    for found in _ASSIGNED.finditer(line):
        if _secret(found["name"], found["value"].strip("\"';,")):
            yield found["name"]


def _secret(name: str, value: str) -> bool:
    named = _SECRET_NAME.search(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name))
    return bool(named) and len(value) >= LEAST_LENGTH and not _NO_SECRET.search(value)
