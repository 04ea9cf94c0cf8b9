"""How each kind of requirement measures a portfolio: one module per kind or family of kinds."""
