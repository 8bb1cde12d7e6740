"""Clean: records → documents. Title, text, author, outlet and dates of an article, whatever it came in."""
