"""Pull and push as one, again and again, by its own clock or by the machine's."""
