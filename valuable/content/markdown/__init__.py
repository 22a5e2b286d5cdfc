"""What is common in Markdown elsewhere, one module a family of constructs."""
