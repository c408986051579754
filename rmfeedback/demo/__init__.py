"""Plays a whole programme through the real parts."""
