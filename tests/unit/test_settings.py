"""Settings: valid values, and which parts of them may be shown."""

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


def test_an_invalid_url_is_not_repeated() -> None:
    assert shown_url("s3cret") == "…"
