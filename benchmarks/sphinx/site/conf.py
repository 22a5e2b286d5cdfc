"""Sphinx with MyST, ABlog and Furo, as they come."""

project = blog_title = "Made up"
author = "Ada Norling"
extensions = ["myst_parser", "ablog"]
exclude_patterns = ["_build"]
suppress_warnings = ["toc.not_included"]
blog_baseurl = html_baseurl = "https://blog.example/"
blog_authors = {name: (name, None) for name in ("Ada Norling", "Ben Sorge", "Chi Westra")}
blog_feed_fulltext = True
blog_feed_length = 20
html_theme_path = ["."]
html_theme = "furo_after_ablog"
