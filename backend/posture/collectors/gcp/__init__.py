"""Google Cloud: how to reach a project, and a collector for each service."""
