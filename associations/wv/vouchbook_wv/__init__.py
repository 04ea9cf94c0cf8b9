"""West Virginia Infant/Toddler Mental Health Association.

All that distinguishes it so far is data: ``policy.toml`` beside this file.
"""
