"""Attack the anonymity of simulated waves, for auditors: what files and knowledge tell of who wrote what."""
