"""How Terraform reaches a provider: go-plugin's handshake, mutual TLS, gRPC over HTTP/2."""
