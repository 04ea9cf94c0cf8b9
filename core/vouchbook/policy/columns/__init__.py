"""Item columns of many people in arrays, and the interpreter that asks a whole sheet of all of them at once.

Nothing outside this room imports it when a process starts: it needs numpy, which the command line does without.
"""
