"""What the practice changed: asked for, told apart from our own, and written down for people and programs."""
