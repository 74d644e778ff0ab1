"""Encode and decode protocol messages and Terraform values, by tables."""
