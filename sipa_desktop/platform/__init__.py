"""The desk's adapters to this PC: clock, randomness, secrets, keys, the profile's lock."""
