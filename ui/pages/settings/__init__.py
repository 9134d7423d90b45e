"""Pengaturan: what is sent and received, and what this computer is."""
