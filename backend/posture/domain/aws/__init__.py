"""What is AWS's own in the domain: its assets, its policy language, its ways to escalate."""
