"""The response room: what was asked and what was said, never by whom."""
