"""Detection of secrets in plain text, in scripts and in variables.

A secret is reported by its kind and place, never by its value, so no asset or finding contains it.
A value is a secret if its format or its name shows it: `DB_PASSWORD` is a password, while
`DB_PASSWORD_PARAMETER_NAME` is the name of a parameter.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

# Formats that are secrets wherever they appear.
_KINDS = {
    "AWS access key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "AWS secret key": (
        r"(?i:aws.{0,20}secret.{0,30}?)[=:\s\"']+[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])"
    ),
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
}
_FORMATS = {kind: re.compile(pattern) for kind, pattern in _KINDS.items()}
# `scheme://user:password@host`, and the `user:password@tcp(host)` of Go's database drivers.
_URL = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]*://[^\s:/@]*:(?P<password>[^\s/@]{3,})@"
    r"|(?<![\w.-])[\w.-]+:(?P<of_driver>[^\s/@]{3,})@(?:tcp|unix)\()"
)
URL_KIND = "password in a URL"

# A word of a name that is a secret by itself, also at the end of a longer word (`PGPASSWORD`).
_SECRET_WORD = re.compile(
    r"(?:password|passwd|passphrase|passcode|pwd|secret|token|credential|apikey|secretkey|"
    r"accesskey|privatekey)s?$|^(?:pass|creds|pat|psk)$|^(?:db|user|root|admin|my|pg|redis|ftp)pass$"
)
# Words that make `key` a secret.
_KEYS = """
    access account api auth encryption hmac jwt license master preshared private secret shared
    signing storage
"""
# Words that say that a name is about a secret, but does not hold it: `SECRET_NAME`, `TOKEN_TTL`.
_DESCRIPTIONS = """
    age alg algorithm alias arn arns attempts attribute audience backend bucket cache claim class
    column cookie count days dbname dir directory driver duration enabled encoder endpoint engine
    env expiration expires expiry field file format function group header host hostname hours id
    identifier ids index interval issuer kind label length lifetime limit location manager max
    method min minutes mode mount name names namespace owner param parameter parameters params path
    pattern policy port prefix provider queue ref reference region required resolver rotation
    schedule scheme scope scopes seconds size source stage stdin store strategy suffix table tag
    template timeout topic ttl type uri url validator variable vault version
"""
_KEY_WORDS = frozenset(_KEYS.split())
_DESCRIBING = frozenset(_DESCRIPTIONS.split())
# Members of a document of secrets that are not secrets themselves.
_BESIDE_SECRETS = _DESCRIBING | {"database", "email", "service", "user", "username"}
_LINKING = frozenset({"of", "for", "to", "from"})
_DIRECTORIES = frozenset({"PWD", "OLDPWD"})
_COUNTING = frozenset({"count", "max", "maximum", "min", "minimum", "n", "num", "number", "total"})
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")

_VALUE = (
    r"\"[^\"]*\"|'[^']*'|`[^`]*`|\$\([^)]*\)?|\$\{[^}]*\}?|\{\{.*?\}\}|"
    # Without quotes it ends where the next assignment begins, as in a connection string.
    r"[^\s\"'`](?:(?![;&,]\s*[A-Za-z][\w .-]*=)\S)*"
)
_ASSIGNED = re.compile(
    rf"(?:--(?P<option>[A-Za-z][\w-]*)(?:=|\s+)|"
    rf"(?<![\w.])(?P<name>[A-Za-z_][\w.-]*)\\?[\"']?\s*(?:=|:)\s*\\?)(?P<value>{_VALUE})"
)
# A value that is a template or a reference as a whole, in any text.
_REFERENCE = re.compile(
    r".*\$\{[A-Za-z_][^}]*\}.*|.*\{\{.+\}\}.*|\$\(\s*[\w./-]+(?:[\s)].*)?|\$[A-Z_][A-Z0-9_]*|`.*`|"
    r"\{[A-Za-z_][\w.]*\}|[\w./-]+\.(?:conf|crt|env|ini|jks|json|key|p12|pem|properties|toml|txt|ya?ml)|"
    r"\#\{.*\}|<[\w .:/-]+>|%[A-Za-z_]\w*%|<%.*%>|%\([A-Za-z_]\w*\)s?|"
    r"arn:.*|alias/.*|(?:ssm|secretsmanager|vault|op|https?|s3|file)://.*|(?:ssm|secretsmanager|vault):.*",
    re.DOTALL,
)
# In a script also a variable and, without quotes, a call or an attribute.
_EXPANSION = re.compile(r"\$\w+")
_EXPRESSION = re.compile(r"[A-Za-z_][\w.]*[\[(].*|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
_PATH = re.compile(r"(?:~|\.{1,2})?(?:/[\w.@-]+)+/?")
_SECRET_ID = re.compile(r"[a-z][a-z0-9_.-]*(?:/[a-z][a-z0-9_.-]*)+")
_STORED = frozenset({"secret", "secrets", "credential", "credentials"})
_KEY_ID = re.compile(r"(?i)mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_KMS = frozenset({"encryption", "master", "signing"})
_PLACEHOLDER = re.compile(
    r"(?i)\d{1,5}|true|false|none|null|undefined|yes|no|changeme|change_me|change-me|example|"
    r"placeholder|redacted|dummy|test|todo|x+|\*+|"
    r"(?:your|my|insert|enter)[ _-][\w -]*|(?:unset|disabled|enabled|required|optional)"
)
LEAST_LENGTH = 6
LEAST_MIXED_LENGTH = 8


def secrets_in(text: str) -> tuple[str, ...]:
    """Return kind and line of each secret in a script or a configuration file."""
    lines = ((number, _found(line)) for number, line in enumerate(text.splitlines(), 1))
    return tuple(f"{kind} in line {number}" for number, kind in lines if kind)


def secret_variables(variables: Mapping[str, str]) -> tuple[str, ...]:
    """Return name and kind of each variable that contains a secret."""
    kinds = {name: _variable(name, value) for name, value in variables.items()}
    return tuple(f"{name} ({kind})" for name, kind in kinds.items() if kind)


def _variable(name: str, value: str) -> str | None:
    if kind := _kind(f"{name}={value}"):
        return kind
    if (document := _document(value)) is not None:
        within = next(_members(document, secret=names_secret(name)), None)
        return f"value of {within}" if within else None
    if names_secret(name) and _holds_secret(name, value):
        return "secret"
    return next((f"value of {inner}" for inner in _assigned(value)), None)


def _document(value: str) -> Any:  # noqa: ANN401  # whatever JSON holds
    """Return an object or a list that is written as JSON; None if the value is neither."""
    if not value.lstrip().startswith(("{", "[")):
        return None
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


def _members(document: Any, *, secret: bool, name: str = "") -> Iterator[str]:  # noqa: ANN401  # whatever JSON holds
    """Yield the names of the members of a document that are secrets.

    Args:
        document: parsed JSON.
        secret: whether the document's own name announces secrets.
        name: of the member that the document is the value of.
    """
    if isinstance(document, Mapping):
        for key, value in document.items():
            announced = names_secret(key) or (secret and not _BESIDE_SECRETS & {*_words(key)})
            yield from _members(value, secret=announced, name=key)
    elif isinstance(document, list):
        for value in document:
            yield from _members(value, secret=secret, name=name)
    elif isinstance(document, str) and secret and _holds_secret(name, document):
        yield name or "an item"


def _found(line: str) -> str | None:
    return _kind(line) or next((f"value of {name}" for name in _assigned(line)), None)


def _kind(line: str) -> str | None:
    for kind, pattern in _FORMATS.items():
        if pattern.search(line):
            return kind
    passwords = (found["password"] or found["of_driver"] for found in _URL.finditer(line))
    if all(_REFERENCE.fullmatch(one) or _EXPANSION.fullmatch(one) for one in passwords):
        return None
    return URL_KIND


def _assigned(line: str) -> Iterator[str]:
    """Yield the names to which a line of a script assigns a secret."""
    for found in _ASSIGNED.finditer(line):
        name, value = found["option"] or found["name"], found["value"]
        if not names_secret(name):
            continue
        quote = value[:1] if value[:1] in {'"', "'"} else ""
        value = value.strip("\"'\\;,)")
        if quote != "'" and _EXPANSION.fullmatch(value):
            continue
        if not quote and (_EXPRESSION.fullmatch(value) or value == name):
            continue
        if _holds_secret(name, value):
            yield name


def names_secret(name: str) -> bool:
    """Return whether a name says that its value is a secret, by its words."""
    if name.upper() in _DIRECTORIES:
        return False
    words = _words(name)
    last = max((at for at in range(len(words)) if _is_secret(words, at)), default=None)
    if last is None or _DESCRIBING & {*words[last + 1 :]}:
        return False
    before = words[:last]
    if _LINKING & {*before} and _DESCRIBING & {*before}:
        return False
    return not (words[last].endswith("s") and _COUNTING & {*before})


def _is_secret(words: list[str], at: int) -> bool:
    word = words[at]
    if word in {"key", "keys"}:
        return at > 0 and words[at - 1] in _KEY_WORDS
    return bool(_SECRET_WORD.search(word))


def _words(name: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(name)]


def _holds_secret(name: str, value: str) -> bool:
    """Return whether a value can be a secret: no reference, no placeholder and long enough."""
    if len(value) < LEAST_LENGTH or _PLACEHOLDER.fullmatch(value) or _REFERENCE.fullmatch(value):
        return False
    if _PATH.fullmatch(value) and not any(map(_mixed, value.split("/"))):
        return False
    words = {*_words(name)}
    # `prod/orders/db` is the id of a secret, and a UUID the id of a key.
    return not (
        (_STORED & words and _SECRET_ID.fullmatch(value))
        or (_KMS & words and _KEY_ID.fullmatch(value))
    )


def _mixed(part: str) -> bool:
    """Return whether a text is longer than a directory's name and mixes cases and digits."""
    return len(part) >= LEAST_MIXED_LENGTH and all(
        re.search(pattern, part) for pattern in ("[A-Z]", "[a-z]", "[0-9]")
    )
