"""Pictures: what readers get of them, and how a page shows them."""
