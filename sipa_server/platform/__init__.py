"""Adapters to the machine the server runs on: time, chance, key files."""
