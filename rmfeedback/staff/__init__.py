"""The front desk: which member of staff may open which door."""
