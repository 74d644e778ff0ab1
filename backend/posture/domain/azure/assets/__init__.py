"""Assets of Azure, a module for each service."""
