"""The reading room: what leadership and HR may read."""
