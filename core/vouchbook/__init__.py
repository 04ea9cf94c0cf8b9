"""Vouchbook."""
