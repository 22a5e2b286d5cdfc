"""Bring what was written for other systems: readers of sources, one neutral record, one writer."""
