"""What both sides of carriage share: who carries a Request, and when to try again."""
