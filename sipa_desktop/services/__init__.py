"""The use cases of the desk: one file per noun, verbs as methods, frozen views out. No Qt and no SQL here."""
