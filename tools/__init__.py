"""Tools of the developers: what makes data and what rehearses. Nothing of it ships with the program."""
