"""The exchange beside Anki, PouchDB and git, over a lossy line: `python -m tests.bench.exchange`."""
