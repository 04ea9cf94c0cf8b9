"""The coordinator's office: one module for each noun of the work."""
