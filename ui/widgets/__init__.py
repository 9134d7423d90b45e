"""Parts of a screen, one per file: they take plain values and give signals, and know nothing of stores or services."""
