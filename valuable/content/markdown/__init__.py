"""What is read of Markdown beyond CommonMark: one module a family of constructs."""
