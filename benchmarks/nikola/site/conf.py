"""Nikola with the theme that it comes with."""

BLOG_AUTHOR = "Ada Norling"
BLOG_TITLE = BLOG_DESCRIPTION = "Made up"
BLOG_EMAIL = "ada@blog.example"
SITE_URL = "https://blog.example/"
DEFAULT_LANG = "en"
TIMEZONE = "UTC"
THEME = "bootblog4"
NAVIGATION_LINKS = {"en": (("/archive.html", "Archive"), ("/categories/", "Tags"), ("/rss.xml", "RSS"))}
POSTS = (("posts/*.md", "posts", "post.tmpl"),)
PAGES = ()
COMPILERS = {"markdown": (".md",)}
PRETTY_URLS = True
INDEX_TEASERS = True
INDEX_DISPLAY_POST_COUNT = 20
TAG_PAGES_ARE_INDEXES = CATEGORY_PAGES_ARE_INDEXES = AUTHOR_PAGES_ARE_INDEXES = ARCHIVES_ARE_INDEXES = True
FEED_TEASERS = False
FEED_LENGTH = 20
SHOW_SOURCELINK = COPY_SOURCES = False
COMMENT_SYSTEM = ""
