"""What a page shows around its text: bylines, listings, citations, previews, and what it says to machines."""
