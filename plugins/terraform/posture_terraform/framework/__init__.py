"""What a provider is: schemas, and create-read-update-delete over plain dicts."""
