"""What the maintainer does to release: keys, signed manifests, packages (`python -m tools.release --help`)."""
