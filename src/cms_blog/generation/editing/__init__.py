"""Steps that work on an existing text: rewriting of a passage, tags, translation."""
