"""The AWS account that demo, tests and benches point at: moto's server and what is in it."""
