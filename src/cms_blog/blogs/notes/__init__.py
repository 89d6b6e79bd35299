"""Review notes: comments of the author and of admins on a passage of the text, or on the whole."""
