"""The rules of the office and the language of its messages: pure values and functions.

Nothing here may open a file, read a clock, reach a network or a database, or know of a screen.
"""
