"""Use cases, one module per noun: read, ask the association, decide, append."""
