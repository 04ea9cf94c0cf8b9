"""Holds two rules against each other, kind by kind: what is asked more, what less, and what neither."""
