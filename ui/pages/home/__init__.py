"""The village's first page: what to do today."""
