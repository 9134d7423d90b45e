"""Long rehearsals, one module each with a `main`, for `python3 dev.py drill NAME`; too long for every test run."""
