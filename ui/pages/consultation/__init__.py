"""Konsultasi: the threads of a village with the kecamatan, and what was agreed in them."""
