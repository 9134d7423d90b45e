"""The message language between a desk and the kecamatan server (docs/protocol.md), spoken by both from this one place."""
