"""By what can initiatives be narrowed and counted? Each facet is one declaration; everything else follows from it."""
