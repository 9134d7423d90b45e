"""Pemeriksaan: what waits for a judgement, one version with its notes, and the verdict."""
