"""Halaman desa: one village of the kecamatan, everything it owes and did in a year on one page."""
