"""A month of 22 working days at a village and at its kecamatan, lived through in the real windows."""
