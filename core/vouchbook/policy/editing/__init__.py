"""Changes a policy file row by row, as somebody would by hand: every other line of it stays as it was written."""
