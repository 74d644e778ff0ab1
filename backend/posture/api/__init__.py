"""API: parses a request, makes one service call, renders the response."""
