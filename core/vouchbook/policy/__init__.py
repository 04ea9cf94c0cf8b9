"""The typed policy document, its dated and sourced rows, and what it says of a portfolio: ``evaluate → Trace``."""
