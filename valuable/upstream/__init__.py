"""What is changed in Sphinx, docutils, MyST, ABlog and Furo, each change with its reason and its place upstream."""
