"""The build itself: what is made again, where it is staged, and how it becomes the site in one step."""
