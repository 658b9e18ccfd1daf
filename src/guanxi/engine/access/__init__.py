"""Access: what a principal may do with an object, its records and its fields."""
