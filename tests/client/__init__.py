"""A client of SIPA-Sync 1 that was written from docs/protocol.md alone; it imports nothing of the programs."""
