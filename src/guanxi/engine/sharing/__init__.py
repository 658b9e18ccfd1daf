"""Sharing: what belongs to others and may be seen all the same, by rule, by territory, by hand or for an absent
person."""
