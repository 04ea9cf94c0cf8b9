"""Association of Infant Mental Health in Tennessee (AIMHiTN).

All that distinguishes it so far is data: ``policy.toml`` beside this file.
"""
