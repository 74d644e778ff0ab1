"""What assets look like once collected, one module per cloud service."""
