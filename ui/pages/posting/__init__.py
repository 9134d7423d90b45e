"""Publications of the village: the checklist of channels, ready picture and words, and the proofs."""
