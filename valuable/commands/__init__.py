"""The commands, ``python -m valuable …``, one a module."""
