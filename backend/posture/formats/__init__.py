"""The findings of one run, written for programs and for people: one pure module per format."""
