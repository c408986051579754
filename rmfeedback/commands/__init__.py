"""The commands, by what they are about; each is one call into a function that a page also calls."""
