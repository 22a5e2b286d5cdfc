"""Constructs of Markdown that other systems have, and which MyST-Parser does not read: one module a family."""
