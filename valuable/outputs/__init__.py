"""What is written beside the pages: feeds, the search, cards, copies in Markdown, redirects, the sitemap."""
