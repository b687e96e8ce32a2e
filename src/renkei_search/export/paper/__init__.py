"""The council paper: chosen initiatives as a document to edit, slides, or a sheet to print."""
