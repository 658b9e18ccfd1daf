"""The demo company: two years of believable business, made from a fixed seed and written through the write path."""
