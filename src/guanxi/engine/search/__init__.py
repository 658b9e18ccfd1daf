"""Words, pinyin, initials and digits as tokens: pure functions for writing and for finding."""
