"""How the portal is hosted: a file of settings, read and checked before anything is served."""
