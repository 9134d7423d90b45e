"""The server's use cases, one file per noun; every door (HTTP, public pages, tests, demo) goes through these."""
