"""Search: the tokens of values and of what people type, and the entries in which one meets the other."""
