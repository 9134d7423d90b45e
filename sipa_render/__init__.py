"""Pictures and documents from figures and templates, made on this machine: no network, no fonts but our own.

Used by the desk and by the server; nothing here may know a screen, a store or a request.
"""
