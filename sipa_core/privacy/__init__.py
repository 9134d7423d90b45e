"""What must not reach the public page: numbers and addresses of persons, found in text by their form."""
