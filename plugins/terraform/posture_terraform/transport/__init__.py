"""The connection of Terraform and the provider: handshake, mutual TLS, gRPC over HTTP/2."""
