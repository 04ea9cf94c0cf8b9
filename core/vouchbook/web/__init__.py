"""The portal: everybody's place on the web. It asks the same services as the command line, and holds no rule."""
