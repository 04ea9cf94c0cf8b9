"""The letters that are mailed: their templates, and how one template becomes plain text and HTML."""
