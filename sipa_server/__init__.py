"""The kecamatan's server: takes the desks' ops, keeps the truth, shows citizens what is public."""
