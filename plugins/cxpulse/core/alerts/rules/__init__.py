"""One file is one rule; look-up is by the file's name."""
