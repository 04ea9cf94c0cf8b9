"""The pages of somebody's own file, which a coordinator also opens on their behalf."""
