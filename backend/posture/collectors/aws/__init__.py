"""AWS collectors: one module per service, run by `account`, called through `wire`."""
