"""Messages as they were on the wire, a folder for each form of the protocol; none is ever changed or removed."""
