"""The keys of an assumed role: renewed in time, asked for once, and a refusal is final."""

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from posture.collectors.aws import credentials
from posture.collectors.aws.chain import bounded_session
from posture.collectors.aws.credentials import (
    FURTHER,
    WITHHELD,
    ChainKeys,
    Found,
    RoleKeys,
    Searches,
    environment_keys,
)
from posture.collectors.aws.signing import Keys
from posture.collectors.errors import CallError, MissingKeysError
from posture.settings import Settings
from tests.logs import capture_log_of
from tests.promises import promise

pytestmark = pytest.mark.anyio


class Sts:
    """What answers AssumeRole, and counts how often it was asked."""

    def __init__(self, *answers: dict[str, Any] | CallError) -> None:
        self._answers = list(answers)
        self.asked = 0

    async def assume(self) -> dict[str, Any]:
        self.asked += 1
        await asyncio.sleep(0)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, CallError):
            raise answer
        return answer


def session(name: str, *, lasts: timedelta = timedelta(hours=1)) -> dict[str, Any]:
    keys = {"AccessKeyId": name, "SecretAccessKey": "s", "SessionToken": "t"}
    return {"Credentials": keys | {"Expiration": datetime.now(UTC) + lasts}}


async def test_a_role_is_assumed_once_however_many_calls_wait() -> None:
    sts = Sts(session("A"))
    keys = RoleKeys(sts.assume)
    found = await asyncio.gather(*(keys.keys() for _ in range(20)))
    assert {one.access_key for one in found} == {"A"}
    assert sts.asked == 1


async def test_a_session_is_renewed_before_it_ends() -> None:
    sts = Sts(session("A", lasts=timedelta(minutes=4)), session("B"))
    keys = RoleKeys(sts.assume)
    assert [(await keys.keys()).access_key for _ in range(3)] == ["A", "B", "B"]


async def test_keys_that_the_cloud_calls_expired_are_renewed_once_for_all_who_used_them() -> None:
    sts = Sts(session("A"), session("B"), session("C"))
    keys = RoleKeys(sts.assume)
    old = await keys.keys()
    keys.expire(old)
    assert (await keys.keys()).access_key == "B"
    keys.expire(old)  # a slower call that was signed with them too
    assert (await keys.keys()).access_key == "B"


async def test_a_role_that_was_refused_is_not_asked_for_again() -> None:
    sts = Sts(CallError("AccessDenied", "sts:AssumeRole", 403), session("A"))
    keys = RoleKeys(sts.assume)
    for _ in range(3):
        with pytest.raises(CallError, match="AccessDenied"):
            await keys.keys()
    assert sts.asked == 1


async def test_a_role_that_could_not_be_asked_for_is_asked_for_again() -> None:
    sts = Sts(CallError("ServiceUnavailable", "sts:AssumeRole", 503), session("A"))
    keys = RoleKeys(sts.assume)
    with pytest.raises(CallError, match="ServiceUnavailable"):
        await keys.keys()
    assert (await keys.keys()).access_key == "A"


async def test_a_response_without_keys_is_malformed() -> None:
    keys = RoleKeys(Sts({"Credentials": {"AccessKeyId": "A"}}).assume)
    with pytest.raises(CallError) as caught:
        await keys.keys()
    assert (caught.value.code, caught.value.call) == ("MalformedAnswer", "sts:AssumeRole")


async def test_a_chain_without_keys_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(MissingKeysError, match="AWS_ACCESS_KEY_ID") as caught:
        await ChainKeys(Settings(), explain=True).keys()
    assert caught.value.code == "NoCredentials"


@promise(
    "secrets",
    "Output of credential processes and names of profiles are in the operator's log alone",
)
@pytest.mark.parametrize(
    ("config", "profile", "reason"),
    [
        (
            "[profile inner]\ncredential_process = sh -c 'echo a-secret >&2; exit 1'\n",
            "inner",
            "a-secret",
        ),
        ("[profile inner]\ncredential_process = /no/such/program\n", "inner", "program"),
        ("[profile inner]\ncredential_process = echo a-secret\n", "inner", ""),
        (
            "[profile inner]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = hidden\n",
            "inner",
            "hidden",
        ),
        ("", "inner", "inner"),
        ("", None, "AWS_ACCESS_KEY_ID"),
    ],
    ids=["process fails", "no such process", "no JSON", "source profile", "no profile", "no keys"],
)
async def test_only_the_operator_learns_why_there_are_no_keys(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    config: str,
    profile: str | None,
    reason: str,
) -> None:
    (tmp_path / "config").write_text(config)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    logged = capture_log_of(monkeypatch, credentials)
    with pytest.raises(MissingKeysError) as caught:
        await ChainKeys(Settings(), profile).keys()
    assert str(caught.value) == WITHHELD
    assert caught.value.__cause__ is None
    (line,) = logged
    assert (line["event"], reason in line["reason"]) == ("credentials.missing", True)
    with pytest.raises(MissingKeysError) as caught:
        await ChainKeys(Settings(), profile, explain=True).keys()
    assert (str(caught.value), logged) == (line["reason"], [line])


@pytest.mark.parametrize("token", [{}, {"AWS_SESSION_TOKEN": "t"}])
def test_the_keys_of_the_environment_are_those_that_botocore_finds(
    monkeypatch: pytest.MonkeyPatch, token: dict[str, str]
) -> None:
    environ = {"AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s", **token}
    for name in (*environ, "AWS_SESSION_TOKEN", *FURTHER):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    found: Any = bounded_session(Settings(), None).get_credentials()
    theirs = found.get_frozen_credentials()
    ours = environment_keys(os.environ)
    assert ours == Keys(theirs.access_key, theirs.secret_key, theirs.token, own=True)


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"AWS_ACCESS_KEY_ID": "A"},
        {"AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": ""},
        *({"AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s", one: "1"} for one in FURTHER),
    ],
)
def test_what_is_more_than_keys_is_left_to_botocore(environ: dict[str, str]) -> None:
    assert environment_keys(environ) is None


async def test_the_keys_of_the_environment_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "A")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s")
    chain = ChainKeys(Settings())
    keys = await chain.keys()
    chain.expire(keys)
    assert (await chain.keys()).access_key == keys.access_key == "A"


class Moment:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.at = 1_000.0

    def __call__(self) -> float:
        return self.at


class Lasting:
    """Credentials of botocore that do not end."""

    def __init__(self, name: str) -> None:
        self._frozen = SimpleNamespace(access_key=name, secret_key="s", token=None)

    def get_frozen_credentials(self) -> SimpleNamespace:
        return self._frozen


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """Let each search find other credentials, but none for `none`, and break for `broken`."""
    profiles: list[str | None] = []

    def search(_: Settings, profile: str | None) -> Found:
        profiles.append(profile)
        if profile == "broken":
            raise RuntimeError
        return (
            Found(None, "there is none")
            if profile == "none"
            else Found(Lasting(f"{len(profiles)}"))
        )

    monkeypatch.setattr(credentials, "_search", search)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    return profiles


async def test_runs_that_begin_soon_after_a_search_share_its_result(
    searched: list[str | None],
) -> None:
    now = Moment()
    searches = Searches(Settings(), clock=now)

    async def found() -> str:
        return (await ChainKeys(Settings(), searches=searches).keys()).access_key

    assert await asyncio.gather(*(found() for _ in range(5))) == ["1"] * 5
    now.at += Settings().credentials_reuse_seconds - 0.01
    assert await found() == "1"
    now.at += 0.01
    assert await found() == "2"
    assert searched == [None, None]


async def test_profiles_are_searched_for_apart(searched: list[str | None]) -> None:
    searches = Searches(Settings(), clock=Moment())
    for profile, name in (("a", "1"), ("b", "2"), ("a", "1")):
        keys = ChainKeys(Settings(), profile, searches=searches)
        assert (await keys.keys()).access_key == name
    assert searched == ["a", "b"]


async def test_that_there_are_no_keys_is_known_for_as_long_and_each_run_logs_it(
    monkeypatch: pytest.MonkeyPatch, searched: list[str | None]
) -> None:
    logged = capture_log_of(monkeypatch, credentials)
    now = Moment()
    searches = Searches(Settings(), clock=now)
    for seconds, count in ((0.0, 1), (9.0, 1), (2.0, 2)):
        now.at += seconds
        with pytest.raises(MissingKeysError, match="server's log"):
            await ChainKeys(Settings(), "none", searches=searches).keys()
        assert len(searched) == count
    assert [line["reason"] for line in logged] == ["there is none"] * 3


async def test_keys_that_the_cloud_refused_as_expired_are_searched_for_at_once(
    searched: list[str | None],
) -> None:
    searches = Searches(Settings(), clock=Moment())
    keys = ChainKeys(Settings(), searches=searches)
    keys.expire(await keys.keys())
    assert (await keys.keys()).access_key == "2"
    assert len(searched) == 2


async def test_a_run_that_ends_during_a_search_leaves_the_result_to_the_others(
    searched: list[str | None],
) -> None:
    searches = Searches(Settings(), clock=Moment())
    first = asyncio.create_task(ChainKeys(Settings(), searches=searches).keys())
    second = asyncio.create_task(ChainKeys(Settings(), searches=searches).keys())
    await asyncio.sleep(0)
    first.cancel()
    assert (await second).access_key == "1"
    assert searched == [None]


async def test_a_search_that_ended_with_an_unexpected_error_is_not_shared_with_later_runs(
    searched: list[str | None],
) -> None:
    searches = Searches(Settings(), clock=Moment())
    for count in (1, 2):
        with pytest.raises(RuntimeError):
            await ChainKeys(Settings(), "broken", searches=searches).keys()
        assert len(searched) == count
