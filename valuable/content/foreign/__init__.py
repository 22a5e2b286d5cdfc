"""What belongs to other systems: found in Markdown and in front matter, read where its meaning is plain, else told."""
