"""AWS collectors: one module per service, run by `collectors.engine`; `client` makes the calls."""
