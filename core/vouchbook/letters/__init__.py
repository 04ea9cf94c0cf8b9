"""What is said to people: sentences for rules, findings, refusals and items, and nothing decided here."""
