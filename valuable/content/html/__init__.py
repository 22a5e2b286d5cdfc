"""HTML that an author writes: read as browsers read it, judged, and written anew."""
