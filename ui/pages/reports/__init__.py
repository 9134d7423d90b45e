"""The village's reports: the list, and the editor of one report."""
