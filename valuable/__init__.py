"""What this site adds to Sphinx, MyST, ABlog and Furo: one capability a module."""

__version__ = "1.0"
