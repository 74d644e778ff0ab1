"""Programs that nobody here wrote, and what they make of the contract."""
