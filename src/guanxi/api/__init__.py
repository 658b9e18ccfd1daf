"""The door for browsers and programs: generic, it walks the registry and never names a module."""
