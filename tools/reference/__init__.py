"""The generated pages of the reference: Markdown made from the code when the site is built."""
