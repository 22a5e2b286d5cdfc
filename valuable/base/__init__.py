"""What everything else rests on: text, files, addresses and words. It imports nothing of the other packages."""
