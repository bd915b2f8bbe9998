"""What makes committed files of other files; run by hand."""
