"""The citizens' pages: read reports, write to the office, follow an answer. Plain HTML, no script, no login."""
