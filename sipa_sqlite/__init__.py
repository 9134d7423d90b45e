"""SQLite as the desk's and the server's store both speak it. Knows the driver, nothing of the project."""
