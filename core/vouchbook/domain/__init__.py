"""What can happen to an endorsement, and who may make it happen: facts, requests and pure deciders.

No clock, no randomness, no files, no database: everything a decision needs comes with the command.
"""
