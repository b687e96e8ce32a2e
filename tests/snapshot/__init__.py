"""Every page and every answer for the query sets, written to a folder, so that two versions can be compared."""
