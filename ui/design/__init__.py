"""Colours, sizes, letters and icons of the program: the only place where a hex colour, a QColor or a style sheet is
written.
"""
