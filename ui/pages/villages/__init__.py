"""Desa & Perangkat: who has each place, which PCs they work on, codes, ends and hand-overs; for the kecamatan."""
