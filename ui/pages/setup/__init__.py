"""The first run: this computer is registered at the kecamatan's server."""
