"""Isian yang bertabrakan: two texts of one report side by side, and a choice for each field that both changed."""
