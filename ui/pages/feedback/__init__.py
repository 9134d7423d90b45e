"""Citizens' words: the inbox, one conversation with its answer, and what others may read."""
