"""The portal for programs: JSON over the same services, for one association and one token at a time."""
