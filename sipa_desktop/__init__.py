"""The desk without a screen: local store, services, sending. It works with no display and imports no Qt."""
