"""Things outside the database and the web: key store, calendars, mail, files."""
