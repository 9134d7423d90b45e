"""What carries messages to the server: HTTP by requests, with a hard look at everything that comes back."""
