"""The AWS part of the domain: assets, policy language, privilege escalation."""
