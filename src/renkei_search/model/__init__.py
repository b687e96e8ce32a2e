"""What is an initiative, a region, a source, a policy field, a synonym, a type of practice? Frozen values, no I/O."""
