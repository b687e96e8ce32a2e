"""What does an answer hold? Hits, what to say when nothing matches, and the last answers for repeated requests."""
