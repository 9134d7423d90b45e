"""The message language between a desk and the kecamatan server (docs/protocol.md); both speak it from here."""
