"""The windows of the desk: the only package in which PySide6 may be imported."""
