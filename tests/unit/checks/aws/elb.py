"""Cases of the checks of load balancers: classic, application, network and gateway."""

from typing import Any

from posture.domain.aws.assets.elb import (
    ClassicListener,
    ClassicLoadBalancer,
    ClassicSettings,
    TlsPolicy,
)
from posture.domain.aws.assets.elbv2 import (
    Listener,
    LoadBalancer,
    Settings,
    TargetGroup,
    TlsListener,
)
from tests.unit.checks.evaluating import (
    DENIED,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Compliant,
    Facts,
    Row,
    rows,
)

ACM = "arn:aws:acm:r:1:certificate/c"
UPLOADED = "arn:aws:iam::1:server-certificate/c"


def classic_listener(**changed: Any) -> ClassicListener:  # noqa: ANN401  # facts of every type
    facts: dict[str, Any] = {
        "port": 443,
        "protocol": "HTTPS",
        "instance_protocol": "HTTPS",
        "certificate": ACM,
        "policies": frozenset({"tls"}),
    }
    return ClassicListener(**facts | changed)


def classic_settings(**changed: Any) -> dict[str, ClassicSettings]:  # noqa: ANN401  # as above
    facts: dict[str, Any] = {
        "cross_zone": True,
        "access_logs": True,
        "draining": True,
        "desync": "defensive",
    }
    return {"settings": ClassicSettings(**facts | changed)}


def tls_policy(*agreed: str, name: str = "tls") -> TlsPolicy:
    protocols = frozenset(one for one in agreed if one.startswith(("TLS", "SSL")))
    return TlsPolicy(name, protocols, frozenset(agreed) - protocols)


PLAIN = {"listeners": (classic_listener(), classic_listener(protocol="HTTP", port=80))}
TCP = {"listeners": (classic_listener(protocol="TCP"),)}
CLASSIC: list[Row] = [
    ("listeners_encrypted", {}, PASS),
    ("listeners_encrypted", {"listeners": (classic_listener(protocol="SSL"),)}, PASS),
    ("listeners_encrypted", PLAIN, FAIL),
    ("listeners_encrypted", TCP, FAIL),
    ("instances_reached_over_tls", {}, PASS),
    (
        "instances_reached_over_tls",
        {"listeners": (classic_listener(instance_protocol="HTTP"),)},
        FAIL,
    ),
    ("instances_reached_over_tls", TCP, NOT_APPLICABLE),
    ("old_tls_refused", {}, PASS),
    ("old_tls_refused", {"tls_policies": (tls_policy("TLSv1.2", "TLSv1"),)}, FAIL),
    ("old_tls_refused", {"tls_policies": (tls_policy("SSLv3"),)}, FAIL),
    (
        "old_tls_refused",
        {"tls_policies": (tls_policy("TLSv1.2"), tls_policy("TLSv1", name="unused"))},
        PASS,
    ),
    ("old_tls_refused", {"tls_policies": ()}, UNKNOWN),
    ("old_tls_refused", {"tls_policies": (tls_policy("TLSv1.2", name="other"),)}, UNKNOWN),
    ("old_tls_refused", {"tls_policies": (tls_policy("AES128-SHA"),)}, UNKNOWN),
    ("old_tls_refused", {"listeners": (classic_listener(policies=frozenset()),)}, UNKNOWN),
    ("old_tls_refused", TCP, NOT_APPLICABLE),
    ("old_tls_refused", {"tls_policies": DENIED}, UNKNOWN),
    ("broken_ciphers_refused", {}, PASS),
    ("broken_ciphers_refused", {"tls_policies": (tls_policy("AES128-SHA"),)}, PASS),
    ("broken_ciphers_refused", {"tls_policies": (tls_policy("DES-CBC3-SHA"),)}, FAIL),
    ("broken_ciphers_refused", {"tls_policies": (tls_policy("RC4-MD5"),)}, FAIL),
    ("broken_ciphers_refused", {"tls_policies": (tls_policy("TLSv1.2"),)}, UNKNOWN),
    ("broken_ciphers_refused", {"tls_policies": (tls_policy("ROT13-SHA"),)}, UNKNOWN),
    ("broken_ciphers_refused", {"tls_policies": (tls_policy("ROT13-SHA", "RC4-MD5"),)}, FAIL),
    ("broken_ciphers_refused", TCP, NOT_APPLICABLE),
    ("broken_ciphers_refused", {"tls_policies": DENIED}, UNKNOWN),
    ("certificates_from_acm", {}, PASS),
    ("certificates_from_acm", {"listeners": (classic_listener(certificate=UPLOADED),)}, FAIL),
    ("certificates_from_acm", {"listeners": (classic_listener(certificate=None),)}, UNKNOWN),
    ("certificates_from_acm", TCP, NOT_APPLICABLE),
    ("access_logs_enabled", {}, PASS),
    ("access_logs_enabled", classic_settings(access_logs=False), FAIL),
    ("access_logs_enabled", {"settings": DENIED}, UNKNOWN),
    ("connection_draining_enabled", {}, PASS),
    ("connection_draining_enabled", classic_settings(draining=False), FAIL),
    ("connection_draining_enabled", {"settings": DENIED}, UNKNOWN),
    ("cross_zone_enabled", {}, PASS),
    ("cross_zone_enabled", classic_settings(cross_zone=False), FAIL),
    ("cross_zone_enabled", {"settings": DENIED}, UNKNOWN),
    ("desync_mitigated", {}, PASS),
    ("desync_mitigated", classic_settings(desync="strictest"), PASS),
    ("desync_mitigated", classic_settings(desync="monitor"), FAIL),
    ("desync_mitigated", classic_settings(desync="monitor") | TCP, NOT_APPLICABLE),
    ("desync_mitigated", {"settings": DENIED}, UNKNOWN),
    ("multi_az_enabled", {}, PASS),
    ("multi_az_enabled", {"zones": ("a",)}, FAIL),
    ("closed_to_internet", {}, PASS),
    ("closed_to_internet", {"open_groups": ("sg-1",)}, FAIL),
    ("closed_to_internet", {"open_groups": DENIED}, UNKNOWN),
    ("closed_to_internet", {"open_groups": DENIED, "internet_facing": False}, PASS),
    ("closed_to_internet", {"groups": ()}, FAIL),
    ("closed_to_internet", {"groups": (), "internet_facing": False}, PASS),
]


def settings(**changed: Any) -> dict[str, Settings]:  # noqa: ANN401  # as above
    facts: dict[str, Any] = {
        "deletion_protection": True,
        "access_logs": True,
        "connection_logs": True,
        "cross_zone": True,
        "drops_invalid_headers": True,
        "desync": "defensive",
        "forwarded_for": "append",
        "waf_fail_open": False,
    }
    return {"settings": Settings(**facts | changed)}


def listening(**changed: Any) -> dict[str, tuple[Listener, ...]]:  # noqa: ANN401  # as above
    facts: dict[str, Any] = {"port": 443, "protocol": "HTTPS", "certificate": ACM}
    return {"listeners": (Listener(**facts | changed),)}


def tls(**changed: Any) -> dict[str, tuple[TlsListener, ...]]:  # noqa: ANN401  # as above
    facts: dict[str, Any] = {
        "port": 443,
        "policy": "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-PQ-2025-09",
        "protocols": frozenset({"TLSv1.2", "TLSv1.3"}),
        "ciphers": frozenset({"TLS_AES_128_GCM_SHA256", "ECDHE-RSA-AES128-GCM-SHA256"}),
    }
    return {"tls": (TlsListener(**facts | changed),)}


NETWORK, GATEWAY = {"kind": "network"}, {"kind": "gateway"}
UNSET: dict[str, Any] = {"settings": DENIED}
NO_LISTENER: dict[str, Any] = {"listeners": (), "tls": ()}
KEPT: list[Row] = [
    ("deletion_protection_enabled", {}, PASS),
    ("deletion_protection_enabled", settings(deletion_protection=False), FAIL),
    ("deletion_protection_enabled", settings(deletion_protection=False) | NETWORK, FAIL),
    ("deletion_protection_enabled", UNSET, UNKNOWN),
    ("access_logs_enabled", {}, PASS),
    ("access_logs_enabled", settings(access_logs=False), FAIL),
    (
        "access_logs_enabled",
        settings(access_logs=False) | listening(protocol="TLS") | NETWORK,
        FAIL,
    ),
    (
        "access_logs_enabled",
        settings(access_logs=False) | listening(protocol="TCP") | NETWORK,
        NOT_APPLICABLE,
    ),
    ("access_logs_enabled", settings(access_logs=False) | GATEWAY, NOT_APPLICABLE),
    ("access_logs_enabled", UNSET, UNKNOWN),
    ("connection_logs_enabled", {}, PASS),
    ("connection_logs_enabled", settings(connection_logs=False), FAIL),
    ("connection_logs_enabled", settings(connection_logs=False) | NETWORK, NOT_APPLICABLE),
    ("connection_logs_enabled", UNSET, UNKNOWN),
    ("invalid_headers_dropped", {}, PASS),
    ("invalid_headers_dropped", settings(drops_invalid_headers=False), FAIL),
    ("invalid_headers_dropped", settings(drops_invalid_headers=False) | NETWORK, NOT_APPLICABLE),
    ("invalid_headers_dropped", UNSET, UNKNOWN),
    ("desync_mitigated", {}, PASS),
    ("desync_mitigated", settings(desync="strictest"), PASS),
    ("desync_mitigated", settings(desync="monitor"), FAIL),
    ("desync_mitigated", settings(desync="monitor") | NETWORK, NOT_APPLICABLE),
    ("desync_mitigated", UNSET, UNKNOWN),
    ("forwarded_for_own", {}, PASS),
    ("forwarded_for_own", settings(forwarded_for="remove"), PASS),
    ("forwarded_for_own", settings(forwarded_for="preserve"), FAIL),
    ("forwarded_for_own", settings(forwarded_for="preserve") | NETWORK, NOT_APPLICABLE),
    ("forwarded_for_own", UNSET, UNKNOWN),
    ("waf_attached", {}, PASS),
    ("waf_attached", {"web_acl": False}, FAIL),
    ("waf_attached", {"web_acl": False} | NETWORK, NOT_APPLICABLE),
    ("waf_attached", {"web_acl": DENIED}, UNKNOWN),
    ("waf_fails_closed", {}, PASS),
    ("waf_fails_closed", settings(waf_fail_open=True), FAIL),
    ("waf_fails_closed", settings(waf_fail_open=True) | {"web_acl": False}, NOT_APPLICABLE),
    ("waf_fails_closed", NETWORK, NOT_APPLICABLE),
    ("waf_fails_closed", UNSET, UNKNOWN),
]
REACHED: list[Row] = [
    ("multi_az_enabled", {}, PASS),
    ("multi_az_enabled", {"zones": ("a",)}, FAIL),
    ("cross_zone_enabled", {}, NOT_APPLICABLE),
    ("cross_zone_enabled", UNSET, NOT_APPLICABLE),
    ("cross_zone_enabled", NETWORK, PASS),
    ("cross_zone_enabled", settings(cross_zone=False) | NETWORK, FAIL),
    ("cross_zone_enabled", settings(cross_zone=False) | GATEWAY, FAIL),
    ("cross_zone_enabled", settings(cross_zone=False), NOT_APPLICABLE),
    ("cross_zone_enabled", UNSET | NETWORK, UNKNOWN),
    ("closed_to_internet", {}, PASS),
    ("closed_to_internet", {"open_groups": ("sg-1",)}, FAIL),
    ("closed_to_internet", {"open_groups": ("sg-1",), "internet_facing": False}, PASS),
    ("closed_to_internet", {"groups": ()} | NETWORK, FAIL),
    ("closed_to_internet", {"open_groups": DENIED}, UNKNOWN),
    ("in_use", {}, PASS),
    ("in_use", NO_LISTENER, FAIL),
    ("in_use", {"listeners": DENIED}, UNKNOWN),
]
OLD = tls(policy="ELBSecurityPolicy-2016-08", protocols=frozenset({"TLSv1", "TLSv1.2"}))
STATIC = tls(ciphers=frozenset({"ECDHE-RSA-AES128-GCM-SHA256", "AES128-SHA"}))
SPOKEN: list[Row] = [
    ("http_redirected", {}, PASS),
    ("http_redirected", {"plain": (80,)}, FAIL),
    ("http_redirected", {"plain": DENIED}, UNKNOWN),
    ("http_redirected", NETWORK, NOT_APPLICABLE),
    ("network_tls_terminated", listening(protocol="TLS") | NETWORK, PASS),
    ("network_tls_terminated", listening(protocol="TCP") | NETWORK, FAIL),
    ("network_tls_terminated", NO_LISTENER | NETWORK, NOT_APPLICABLE),
    ("network_tls_terminated", {}, NOT_APPLICABLE),
    ("network_tls_terminated", {"listeners": DENIED}, NOT_APPLICABLE),
    ("network_tls_terminated", {"listeners": DENIED} | NETWORK, UNKNOWN),
    ("old_tls_refused", {}, PASS),
    ("old_tls_refused", OLD, FAIL),
    ("old_tls_refused", tls(protocols=frozenset({"TLSv1.2", "TLSv1.4"})), UNKNOWN),
    ("old_tls_refused", tls(protocols=frozenset({"TLSv1", "TLSv1.4"})), FAIL),
    ("old_tls_refused", NO_LISTENER, NOT_APPLICABLE),
    ("old_tls_refused", {"tls": DENIED}, UNKNOWN),
    ("forward_secrecy_required", {}, PASS),
    ("forward_secrecy_required", STATIC, FAIL),
    ("forward_secrecy_required", NO_LISTENER, NOT_APPLICABLE),
    ("forward_secrecy_required", {"tls": DENIED}, UNKNOWN),
    ("post_quantum_offered", {}, PASS),
    ("post_quantum_offered", OLD, FAIL),
    ("post_quantum_offered", NO_LISTENER, NOT_APPLICABLE),
    ("post_quantum_offered", {"tls": DENIED}, UNKNOWN),
    ("fips_module_used", {}, PASS),
    ("fips_module_used", tls(policy="ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"), FAIL),
    ("fips_module_used", NO_LISTENER, NOT_APPLICABLE),
    ("fips_module_used", {"tls": DENIED}, UNKNOWN),
    ("certificates_from_acm", {}, PASS),
    ("certificates_from_acm", listening(certificate=UPLOADED), FAIL),
    ("certificates_from_acm", listening(certificate=None), UNKNOWN),
    ("certificates_from_acm", listening(protocol="HTTP", certificate=None), NOT_APPLICABLE),
    ("certificates_from_acm", {"listeners": DENIED}, UNKNOWN),
    ("client_certificates_verified", listening(client_certificates="verify"), PASS),
    ("client_certificates_verified", listening(client_certificates="passthrough"), FAIL),
    (
        "client_certificates_verified",
        listening(client_certificates="verify", expired_clients=True),
        FAIL,
    ),
    ("client_certificates_verified", {}, NOT_APPLICABLE),
    ("client_certificates_verified", {"listeners": DENIED}, UNKNOWN),
]
TARGETS = [
    ("HTTPS", PASS, PASS),
    ("TLS", PASS, NOT_APPLICABLE),
    ("HTTP", FAIL, FAIL),
    ("TCP", NOT_APPLICABLE, NOT_APPLICABLE),
]
COMPLIANT: Compliant = {
    ClassicLoadBalancer: {
        "internet_facing": True,
        "zones": ("a", "b"),
        "groups": ("sg-1",),
        "listeners": (classic_listener(),),
        "tls_policies": (tls_policy("TLSv1.2", "ECDHE-RSA-AES128-GCM-SHA256"),),
        "open_groups": (),
        **classic_settings(),
    },
    LoadBalancer: {
        "kind": "application",
        "internet_facing": True,
        "zones": ("a", "b"),
        "groups": ("sg-1",),
        "plain": (),
        "web_acl": True,
        "open_groups": (),
        **settings(),
        **listening(),
        **tls(),
    },
    TargetGroup: {
        "target_type": "instance",
        "protocol": "HTTPS",
        "health_check_protocol": "HTTPS",
    },
}
LAMBDA: Facts = {"target_type": "lambda", "protocol": None, "health_check_protocol": None}
CASES = [
    *rows("aws_elb_load_balancer", CLASSIC),
    *rows("aws_elbv2_load_balancer", KEPT + REACHED + SPOKEN),
    *(
        case
        for protocol, of_protocol, of_health_check in TARGETS
        for changed in [{"protocol": protocol, "health_check_protocol": protocol}]
        for case in rows(
            "aws_elbv2_target_group",
            [
                ("protocol_encrypted", changed, of_protocol),
                ("health_check_encrypted", changed, of_health_check),
            ],
        )
    ),
    *rows(
        "aws_elbv2_target_group",
        [
            ("protocol_encrypted", LAMBDA, NOT_APPLICABLE),
            ("protocol_encrypted", {"protocol": None}, UNKNOWN),
            ("health_check_encrypted", LAMBDA, NOT_APPLICABLE),
        ],
    ),
]
