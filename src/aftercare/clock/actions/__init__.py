"""The only writers of calendars and deadlines, one verb in each file."""
