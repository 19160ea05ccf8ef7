"""The parties of an application and the links by which they come to it without an account."""
