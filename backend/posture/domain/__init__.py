"""The terms of the field as types: no input, no output, no clock."""
