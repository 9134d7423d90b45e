"""Cari: everything on this PC that has some words, in groups, each leading to its place."""
