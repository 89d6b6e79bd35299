"""The fields that all readable texts of a post have: of blogs, working copies and previews."""
