"""The door for files from outside: bytes in, safe bytes or a named fault out. No file, no clock, no network here."""
