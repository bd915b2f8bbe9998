"""What ranking is made of: words and letters, their weights, the index, and the repair of misspellings."""
