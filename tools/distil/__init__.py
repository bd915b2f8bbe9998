"""The recipe of the word table, run by hand."""
