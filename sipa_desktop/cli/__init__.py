"""The desk by hand: verbs for repair in the field and for tests, with no display."""
