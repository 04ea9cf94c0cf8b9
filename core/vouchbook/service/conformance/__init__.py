"""Checks an installed association as its author would want it checked: everything that is wrong with it, at once.

``checking.check`` is the door. What asks a package's questions runs in processes of its own, which import little.
"""
