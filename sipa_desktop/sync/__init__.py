"""Sending and receiving: pure halves of a session, and the thread that runs them."""
