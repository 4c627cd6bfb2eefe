"""From the bytes of a file to numbered rows of cells."""
