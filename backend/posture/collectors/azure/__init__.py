"""Azure: how to reach a subscription, and a collector for each service."""
