"""How are characters and spellings written one way before a text is cut into terms? Offsets stay exact."""
