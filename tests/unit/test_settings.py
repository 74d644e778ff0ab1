"""Settings: valid values, and which parts of them may be shown."""

from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import pytest

from posture.settings import Settings, SettingsError, shown_url


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("sqlite:////var/lib/posture.db", "sqlite:////var/lib/posture.db"),
        ("postgresql://db/posture", "postgresql://db/posture"),
        ("postgres://posture:s3cret@db/posture", "postgresql://posture@db/posture"),
        ("postgresql://:s3cret@db:5433/posture", "postgresql://db:5433/posture"),
        ("postgresql+psycopg://a:s3c%40ret@a,b:1/x", "postgresql://a@a,b:1/x"),
        ("postgresql://a@[::1]:5432/x?password=s3cret", "postgresql://a@[::1]:5432/x"),
        ("postgresql://a@/x?host=/run/postgresql", "postgresql://a@/x"),
        ("postgresql://", "postgresql://"),
    ],
)
def test_a_database_is_shown_without_its_password(url: str, shown: str) -> None:
    settings = Settings.from_environ({"POSTURE_DATABASE_URL": url})

    assert settings.database_url == url
    assert settings.shown_database() == shown
    assert "s3cret" not in repr(settings)
    assert "s3c" not in shown


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://posture:s3cret@more@db/posture",
        "postgresql://posture:s3cret/more@db/posture",
        "postgresql://posture:s3cret?more@db/posture",
        "postgresql://posture:s3cret#more@db/posture",
        "postgresql://posture:s3cret:more@db/posture",
        "postgresql://posture:s3cret[more@db/posture",
        "mysql://posture:s3cret@db/posture",
        "posture:s3cret@db/posture",
        "postgresql:/posture:s3cret@db/posture",
    ],
)
def test_a_url_that_would_be_misread_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(SettingsError, match="POSTURE_DATABASE_URL: ") as caught:
        Settings.from_environ({"POSTURE_DATABASE_URL": url})

    assert "s3cret" not in str(caught.value)
    assert "more" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_name_that_is_no_setting_is_refused() -> None:
    with pytest.raises(TypeError, match="Settings has no nothing, zero"):
        Settings(zero=0, port=1, nothing=None)  # type: ignore[call-arg]  # as below
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = Settings().nothing  # type: ignore[attr-defined]  # as it is


def test_settings_are_shown_and_copied_with_their_values() -> None:
    settings = replace(Settings(port=1, secret_key="s3cret"), host="::1")
    assert (settings.port, settings.host, settings.secret_key) == (1, "::1", "s3cret")
    assert ", port=1, " in repr(settings)
    with pytest.raises(FrozenInstanceError):
        settings.port = 2  # type: ignore[misc]  # as it is


def test_an_invalid_url_is_not_repeated() -> None:
    assert shown_url("s3cret") == "…"


@pytest.mark.parametrize(
    ("url", "connects_to"),
    [
        ("postgresql://posture@db/posture", "postgresql://posture:p%40ss%2Fw%3Ard@db/posture"),
        ("postgresql://db/posture", "postgresql://:p%40ss%2Fw%3Ard@db/posture"),
        ("postgresql://a@[::1]:5432/x?sslmode=require", None),
        ("postgresql://posture:its-own@db/posture", "postgresql://posture:its-own@db/posture"),
    ],
)
def test_a_password_of_its_own_completes_the_url(url: str, connects_to: str | None) -> None:
    settings = Settings(database_url=url, database_password="p@ss/w:rd")

    expected = "postgresql://a:p%40ss%2Fw%3Ard@[::1]:5432/x?sslmode=require"
    assert settings.server_url() == (connects_to or expected)
    assert "p@ss" not in repr(settings) + settings.shown_database()


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_secret_is_read_from_a_file(tmp_path: Path, end: str) -> None:
    file = tmp_path / "key"
    file.write_bytes(b"k" * 32 + end.encode())
    settings = Settings.from_environ({"POSTURE_SECRET_KEY_FILE": str(file)})
    assert settings.secret_key == "k" * 32


def test_only_a_secret_has_a_file(tmp_path: Path) -> None:
    file = tmp_path / "port"
    file.write_text("9999")
    assert Settings.from_environ({"POSTURE_PORT_FILE": str(file)}).port == Settings().port


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read: No such file or directory"),
        (b"\xff" * 32, "is not UTF-8"),
        (b"s" * 65_537, "has more than 65536 bytes"),
    ],
)
def test_a_file_that_holds_no_secret_is_refused(
    tmp_path: Path, content: bytes | None, message: str
) -> None:
    file = tmp_path / "key"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsError, match=message) as caught:
        Settings.from_environ({"POSTURE_SECRET_KEY_FILE": str(file)})
    assert str(caught.value).startswith(f"POSTURE_SECRET_KEY_FILE: '{file}' ")


def test_a_short_secret_of_a_file_is_refused_and_not_repeated(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("s3cret")
    with pytest.raises(SettingsError, match="POSTURE_SECRET_KEY: must have at least 32") as caught:
        Settings.from_environ({"POSTURE_SECRET_KEY_FILE": str(file)})
    assert "s3cret" not in str(caught.value)


def test_a_secret_that_is_set_twice_is_refused() -> None:
    twice = {"POSTURE_SECRET_KEY": "k" * 32, "POSTURE_SECRET_KEY_FILE": "/run/secrets/key"}
    with pytest.raises(SettingsError, match="POSTURE_SECRET_KEY_FILE are both set"):
        Settings.from_environ(twice)


@pytest.mark.parametrize(
    "text",
    [
        "https://traces.example.com/trace/{trace_id}",
        "http://jaeger:16686/trace/{trace_id}",
        "https://grafana.example.com/explore?left=[%22{trace_id}%22]",
        "",
    ],
)
def test_the_address_of_a_trace_is_one_with_its_id(text: str) -> None:
    assert Settings.from_environ({"POSTURE_TRACE_URL": text}).trace_url == text


@pytest.mark.parametrize(
    "text",
    [
        "https://traces.example.com/trace/",
        "javascript:alert('{trace_id}')",
        "https://{trace_id}",
        "//traces.example.com/{trace_id}",
        "https://traces.example.com/a b/{trace_id}",
        "https:///{trace_id}",
    ],
)
def test_what_is_no_address_of_a_trace_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="POSTURE_TRACE_URL: it is no address such as"):
        Settings.from_environ({"POSTURE_TRACE_URL": text})
