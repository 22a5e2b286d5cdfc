"""A tiny site, what its author may do to it, and the proof that its build is then what a clean one would be."""
