"""Honest, anonymous feedback in reverse-mentoring programmes."""
