"""Jadwal: duties and dates of the year over all villages, changed by the kecamatan."""
