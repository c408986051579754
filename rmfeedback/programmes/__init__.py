"""The identity room: who takes part, and who was invited."""
