"""Figures from elsewhere: a table of texts, what its columns and rows mean, and what of it would enter a report."""
