import base64
import gzip

import pytest

from posture.domain.aws.user_data import user_data
from posture.domain.secrets import secret_variables, secrets_in

KEY_ID = "AKIA" + "IOSFODNN7EXAMPL2"
WRITTEN_DOWN = {
    f"export AWS_ACCESS_KEY_ID={KEY_ID}": "AWS access key",
    "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY": "AWS secret key",
    "-----BEGIN RSA PRIVATE KEY-----": "private key",
    "git clone https://bot:hunter22@git.example.com/x.git": "password in a URL",
    "token: ghp_" + "a" * 36: "GitHub token",
    "HF_TOKEN=hf_" + "a" * 34: "Hugging Face token",
    'db_password = "correct horse"': "value of db_password",
    "mysql --password=Tr0ub4dor": "value of password",
    "  apiKey: 'aXq81bbz0p'": "value of apiKey",
}
FINE = [
    "",
    "pip install torch",
    "export DB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id db)",
    "password = ${PASSWORD}",
    "password: {{ vault.password }}",
    "DB_SECRET=arn:aws:secretsmanager:eu-west-1:123456789012:secret:db",
    "token = None",
    "tokenizer = AutoTokenizer",
    "PASSWORD_FILE=/run/secrets/db",
    "max_tokens: 4096",
    "see https://docs.example.com/secret",
    "pwd",
]


@pytest.mark.parametrize("line", WRITTEN_DOWN)
def test_a_secret_is_reported_by_kind_and_line(line: str) -> None:
    assert secrets_in(f"#!/bin/sh\n{line}\n") == (f"{WRITTEN_DOWN[line]} in line 2",)


@pytest.mark.parametrize("line", FINE)
def test_text_without_secrets_has_none(line: str) -> None:
    assert secrets_in(line) == ()


def test_variables_are_reported_by_name_and_kind_never_by_value() -> None:
    variables = {
        "DB_PASSWORD": "Tr0ub4dor",
        "ANYTHING": KEY_ID,
        "STAGE": "production",
        "SECRET_ARN": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db",
        "PASSWORD": "",
    }
    assert secret_variables(variables) == ("DB_PASSWORD (secret)", "ANYTHING (AWS access key)")


def test_a_script_is_decoded_plain_or_compressed() -> None:
    script = "#!/bin/sh\nexport A=1\n"
    assert user_data(base64.b64encode(script.encode()).decode()) == script
    assert user_data(base64.b64encode(gzip.compress(script.encode())).decode()) == script


NO_TEXT = {"no base64": "no base64!", "broken gzip": "H4ticm9rZW4=", "binary": "gIGC"}


@pytest.mark.parametrize("name", NO_TEXT)
def test_content_that_is_not_text_is_none(name: str) -> None:
    assert user_data(NO_TEXT[name]) is None
