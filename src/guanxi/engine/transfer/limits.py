"""What a file may measure; beyond it a clear refusal comes before the memory or the patience of others is spent."""

MOST_COLUMNS = 500
LONGEST_CELL = 262_144
MOST_INFLATED = 512 * 1024 * 1024
MOST_TIMES_INFLATED = 250
RATIO_MATTERS_FROM = 16 * 1024 * 1024
MOST_MEMBERS = 5_000
MOST_CELLS = 20_000_000
SAMPLE_ROWS = 20
