"""Bytes made from records: calendars now; letters, tickets and certificates later."""
