"""The windows of the lock: making it on the first day, and opening it at every start."""
