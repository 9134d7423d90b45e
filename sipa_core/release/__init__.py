"""Releases of the program: what a signed manifest says, and how a package of files is read without trusting it."""
