"""Mail that people write to the office: kept, matched with applications, read at the desk."""
