"""North Carolina Infant and Early Childhood Mental Health Association (NCIMHA).

All that distinguishes it so far is data: ``policy.toml`` beside this file.
"""
