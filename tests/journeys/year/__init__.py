"""A year of a village, from APB Desa to LPJ, made in the real windows as its clerk would."""
