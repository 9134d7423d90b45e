"""A copy of the data is put back where nobody works yet."""
