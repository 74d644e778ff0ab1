"""The caller behind trusted proxies: read from right to left, and never what the caller wrote."""

import pytest

from posture.api.client_address import ClientAddress
from posture.settings import Settings

PROXY, EDGE, CALLER, LIAR = "10.0.0.1", "10.0.0.2", "203.0.113.9", "198.51.100.7"


def found(peer: str | None, *values: str, header: str = "x-forwarded-for") -> str | None:
    settings = Settings(trusted_proxies="10.0.0.0/24 fd00::/64", trusted_proxy_header=header)
    headers = [(header.encode(), value.encode()) for value in values]
    return ClientAddress(settings).find(peer, headers)


@pytest.mark.parametrize(
    ("peer", "values", "address"),
    [
        (CALLER, (), CALLER),
        (CALLER, (LIAR,), CALLER),
        (None, (LIAR,), None),
        (PROXY, (), PROXY),
        (PROXY, (CALLER,), CALLER),
        (PROXY, (f"{LIAR}, {CALLER}",), CALLER),
        (PROXY, (LIAR, CALLER), CALLER),
        (PROXY, (f"{LIAR}, {CALLER}, {EDGE}",), CALLER),
        (PROXY, (EDGE,), EDGE),
        (PROXY, (f"{CALLER}:4711",), CALLER),
        (PROXY, ("[2001:db8::1]:443",), "2001:db8::1"),
        (PROXY, ("2001:db8::1",), "2001:db8::1"),
        ("fd00::1", (CALLER,), CALLER),
        (f"::ffff:{PROXY}", (CALLER,), CALLER),
        (PROXY, ("unknown",), None),
        (PROXY, (f"{CALLER}, _hidden",), None),
        (PROXY, (" , ,",), PROXY),
        (PROXY, ("fe80::1%<b>",), None),
        (PROXY, (f"{LIAR}," * 10_000 + CALLER,), CALLER),
    ],
)
def test_x_forwarded_for(peer: str | None, values: tuple[str, ...], address: str | None) -> None:
    assert found(peer, *values) == address


@pytest.mark.parametrize(
    ("value", "address"),
    [
        (f"for={CALLER};proto=https", CALLER),
        (f"for={LIAR}, for={CALLER}", CALLER),
        ('proto=https; For="[2001:db8::1]:8080"', "2001:db8::1"),
        ("for=_hidden", None),
        ("proto=https", None),
        (f'host="a;for={LIAR};b";for={CALLER}', CALLER),
        (f'host="a,for={LIAR}";for={CALLER}', CALLER),
        (f'for={CALLER};host="a,for={LIAR}"', CALLER),
        (f'for={CALLER};host="a\\",for={LIAR};\\""', CALLER),
        (f'for="{LIAR}, for={CALLER};host="a"', CALLER),
        (f'for="\\2\\0{CALLER[2:]}"', CALLER),
        (f"for={LIAR};for={CALLER}", None),
        (f'for="{CALLER}:_port"', CALLER),
        (f"for={CALLER};;", CALLER),
        (f"for = {CALLER}", CALLER),
    ],
)
def test_forwarded(value: str, address: str | None) -> None:
    assert found(PROXY, value, header="forwarded") == address


def test_only_the_chosen_header_counts() -> None:
    settings = Settings(trusted_proxies="10.0.0.0/24")
    headers = [(b"forwarded", f"for={LIAR}".encode()), (b"x-forwarded-for", CALLER.encode())]
    assert ClientAddress(settings).find(PROXY, headers) == CALLER
    assert ClientAddress(Settings()).find(PROXY, headers) == PROXY
