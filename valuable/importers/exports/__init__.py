"""The way out: write a site as CommonMark with front matter, for Hugo and for Jekyll."""
