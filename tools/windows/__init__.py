"""Windows on Debian: its Python, the packages of the lock for it, and wine with what wine 8 lacks. Only for trials."""
