"""What a reviewer works with: their cases, one case line by line, what they recommend, and the others beside it."""
