"""Secrets in variables and in scripts are found, and what only looks like one is not."""

import base64
import gzip

import pytest

from posture.domain.aws.user_data import user_data
from posture.domain.secrets import secret_variables, secrets_in
from tests.unit.domain import secret_corpus as corpus

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


@pytest.mark.parametrize("line", WRITTEN_DOWN)
def test_a_secret_is_reported_by_kind_and_line(line: str) -> None:
    assert secrets_in(f"#!/bin/sh\n{line}\n") == (f"{WRITTEN_DOWN[line]} in line 2",)


@pytest.mark.parametrize("line", corpus.LINES_WITH)
def test_a_script_with_a_secret_has_one(line: str) -> None:
    assert len(secrets_in(line)) == 1


@pytest.mark.parametrize("line", corpus.LINES_WITHOUT)
def test_a_script_without_secrets_has_none(line: str) -> None:
    assert secrets_in(line) == ()


@pytest.mark.parametrize(("name", "value"), corpus.WRITTEN_DOWN)
def test_a_variable_with_a_secret_is_found(name: str, value: str) -> None:
    (found,) = secret_variables({name: value})
    assert found.startswith(f"{name} (")


@pytest.mark.parametrize(("name", "value"), corpus.NOT_SECRET)
def test_a_variable_without_a_secret_is_not_found(name: str, value: str) -> None:
    assert secret_variables({name: value}) == ()


def test_a_long_line_is_searched_fast() -> None:
    lines = ("a" * 200_000, "${a" * 5_000, "{{" * 8_000, "password=" + ";a" * 50_000)
    assert secrets_in("\n".join(lines)) == ("value of password in line 4",)


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
