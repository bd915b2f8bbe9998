"""The preview for maintainers: a local web page that shows what an edit of the knowledge does while it is made."""
