"""Persons outside the company: what is kept of one, and how it goes for good."""
