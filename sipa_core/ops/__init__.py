"""What each kind of op does to records: pure rules, one file a noun.

The server applies them to the truth; a desk applies the very same rules to show its own unreceipted ops.
"""
