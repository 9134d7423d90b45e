"""The door for desks: bytes in, bytes out, every refusal a problem with its code."""
