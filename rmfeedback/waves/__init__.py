"""The hall: how a wave starts, reminds and ends. The only package that imports both rooms."""
