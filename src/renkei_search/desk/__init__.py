"""What does a person do with a document? Read it, correct its draft next to the pages, import it. No HTTP here."""
