"""What ties pages together: links by name, mentions, maps, related posts and abbreviations."""
