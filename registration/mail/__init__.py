"""The outbox and the way from there to a mail server; knows no application."""
