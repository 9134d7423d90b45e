"""How many messages a second the server answers, beside the least that a server of its kind could do."""
