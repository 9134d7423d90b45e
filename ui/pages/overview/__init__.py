"""Rekap: every village beside what it owes, for the kecamatan."""
