"""The editorial workflow: its rules as data, and the conditional updates that follow them."""
