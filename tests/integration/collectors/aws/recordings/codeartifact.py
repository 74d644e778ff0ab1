"""CodeArtifact: an open domain and repository, ones without a policy, and ones of others."""

import json

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.faults import error
from tests.emulator.recorded import Body, ReceivedCall, Recording

PLACE = f"arn:aws:codeartifact:{HOME}:{ACCOUNT_ID}"
LISTINGS = {"codeartifact:ListDomains", "codeartifact:ListRepositories"}
OTHER = "999988887777"
ANYONE = {"Effect": "Allow", "Principal": "*", "Action": "codeartifact:*", "Resource": "*"}
DOCUMENT = {"policy": {"document": json.dumps({"Statement": ANYONE})}}


def _of(name: str) -> Recording:
    def answer(received: ReceivedCall) -> Body:
        if received.members[name] == "open":
            return DOCUMENT
        return error(received.call, "ResourceNotFoundException", 404)

    return answer


ANSWERS: dict[str, Recording] = {
    "codeartifact:ListDomains": {
        "domains": [
            {"name": name, "owner": owner, "arn": f"{PLACE}:domain/{name}", "status": "Active"}
            for name, owner in (("open", ACCOUNT_ID), ("safe", ACCOUNT_ID), ("theirs", OTHER))
        ]
    },
    "codeartifact:GetDomainPermissionsPolicy": _of("domain"),
    "codeartifact:ListRepositories": {
        "repositories": [
            {
                "name": name,
                "arn": f"{PLACE}:repository/safe/{name}",
                "domainName": "safe",
                "domainOwner": ACCOUNT_ID,
                "administratorAccount": owner,
            }
            for name, owner in (("open", ACCOUNT_ID), ("safe", ACCOUNT_ID), ("theirs", OTHER))
        ]
    },
    "codeartifact:GetRepositoryPermissionsPolicy": _of("repository"),
}
FAILED: dict[str, set[str]] = {
    f"{PLACE}:domain/open": {"codeartifact_domain_policy_not_public"},
    f"{PLACE}:domain/safe": set(),
    f"{PLACE}:repository/safe/open": {"codeartifact_repository_policy_not_public"},
    f"{PLACE}:repository/safe/safe": set(),
}
CALLS = {
    "codeartifact:GetDomainPermissionsPolicy": 2,
    "codeartifact:GetRepositoryPermissionsPolicy": 2,
}
