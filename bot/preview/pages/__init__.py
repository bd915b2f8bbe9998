"""The pages of the preview: pure functions from the state of the knowledge to HTML."""
