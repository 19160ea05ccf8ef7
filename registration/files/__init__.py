"""Uploaded files: kept outside the web root, known by their content."""
