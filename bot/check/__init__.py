"""What must hold of a knowledge base: one rule a file, whose docstring is its manual."""
