import pytest

from posture.domain.egress import EgressPolicy, unusable


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("93.184.216.34", None),
        ("2606:2800:220:1:248:1893:25c8:1946", None),
        ("::ffff:93.184.216.34", None),
        ("64:ff9b::5db8:d822", None),
        ("0.0.0.0", "unspecified"),  # noqa: S104  # nobody listens
        ("0.1.2.3", "unspecified"),
        ("::", "unspecified"),
        ("127.0.0.1", "loopback"),
        ("127.255.255.254", "loopback"),
        ("::1", "loopback"),
        ("169.254.169.254", "link-local"),
        ("fe80::1", "link-local"),
        ("fe80::1%lo", "link-local"),
        ("fd00:ec2::254", "metadata"),
        ("168.63.129.16", "metadata"),
        ("100.100.100.200", "metadata"),
        ("192.0.0.192", "metadata"),
        ("10.0.0.1", "private"),
        ("172.31.255.255", "private"),
        ("172.32.0.1", None),
        ("192.168.1.1", "private"),
        ("100.64.0.1", "private"),
        ("100.128.0.1", None),
        ("fd12::1", "private"),
        ("224.0.0.1", "multicast"),
        ("ff02::1", "multicast"),
        ("255.255.255.255", "reserved"),
        ("198.18.0.1", "reserved"),
        ("203.0.113.9", "reserved"),
        ("2001:db8::1", "reserved"),
        ("2001::1", "reserved"),
        ("4000::1", "reserved"),
        ("::7f00:1", "reserved"),
        ("::ffff:127.0.0.1", "loopback"),
        ("::ffff:a9fe:a9fe", "link-local"),
        ("64:ff9b::a9fe:a9fe", "link-local"),
        ("2002:7f00:1::", "loopback"),
        ("2002:a00:1::1", "private"),
        ("2130706433", "loopback"),
        ("0x7f000001", "loopback"),
        ("0x7f.1", "loopback"),
        ("0177.0.0.1", "loopback"),
        ("127.1", "loopback"),
        ("0", "unspecified"),
        ("not an address", "malformed"),
        ("", "malformed"),
        ("1.2.3.4.5", "malformed"),
        ("256.1.1.1", "malformed"),
        ("4294967296", "malformed"),
    ],
)
def test_only_public_addresses_are_allowed(address: str, reason: str | None) -> None:
    assert EgressPolicy().refusal(address) == reason


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("127.0.0.1", None),
        ("::ffff:127.0.0.1", None),
        ("0x7f.1", None),
        ("127.0.1.1", "loopback"),
        ("::1", "loopback"),
        ("fd12::1", None),
        ("fd13::1", "private"),
        ("93.184.216.34", None),
    ],
)
def test_allowed_networks_are_reached_and_nothing_more(address: str, reason: str | None) -> None:
    assert EgressPolicy(["127.0.0.0/24", "fd12::/16"]).refusal(address) == reason


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://s3.eu-central-1.amazonaws.com", None),
        ("https://93.184.216.34:8443/path", None),
        ("https://[2606:2800:220:1:248:1893:25c8:1946]", None),
        ("http://127.0.0.1:5000", "loopback"),
        ("http://[::1]:5000/a/b", "loopback"),
        ("http://[::ffff:169.254.169.254]/", "link-local"),
        ("http://localhost", "loopback"),
        ("http://LocalHost.:80/", "loopback"),
        ("http://anything.localhost", "loopback"),
        ("http://2130706433/", "loopback"),
        ("http://0x7f.1:80", "loopback"),
        # The addresses of a name are checked when a run connects.
        ("http://internal.example.com", None),
        ("http://localhost.example.com", None),
    ],
)
def test_a_url_is_checked_without_a_resolver(url: str, reason: str | None) -> None:
    assert EgressPolicy().refusal_of_url(url) == reason


@pytest.mark.parametrize(
    "url",
    [
        "http://[:2A6.]",
        "http://[::1",
        "http://[10.0.0.1]",
        "https://a.example:99999",
        "https://a.example:0",
        "https://..",
        "https://.example",
        "https://a..example",
        "https://-a.example",
        "https://a-.example",
        "https://" + "a" * 64,
        "https://" + "a.example." * 26,
        "https://1.2.3.999",
        "https://1.2.3.4.5",
        "https://:443",
    ],
)
def test_a_url_that_no_connection_can_use(url: str) -> None:
    assert (unusable(url) or "").startswith("It is not a URL: ")


@pytest.mark.parametrize(
    "url",
    [
        "http://[2606:2800::1]:8080/a",
        "https://a.example",
        "https://A-1.example.:443/b?c=d",
        "http://localhost:4566",
        "http://93.184.216.34",
        "http://0x5db8d822",
        "https://s3_proxy.internal",
    ],
)
def test_a_url_that_a_connection_can_use(url: str) -> None:
    assert unusable(url) is None
