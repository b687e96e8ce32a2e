"""A document on a person's desk: read, corrected beside its pages, imported. No HTTP here."""
