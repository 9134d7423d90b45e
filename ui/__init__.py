"""The windows of the desk: the only package in which PySide6 may be imported.

PySide6 puts a function of its own in the place of Python's import: for the sake of names like `snake_case`, which
nothing here uses, it reads the source of every module that is imported after it. Python's own is put back before the
first of them comes: it saves a tenth of a start and the memory of all that text.
"""

import builtins

_plain_import = builtins.__import__

import shiboken6  # noqa: E402, F401 - what puts the other one in place

builtins.__import__ = _plain_import
