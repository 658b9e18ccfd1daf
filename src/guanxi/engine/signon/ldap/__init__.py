"""Directories that are asked over LDAP version 3 (RFC 4510): people sign in with the name and password of there."""
