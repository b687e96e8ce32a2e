"""How are connections and processes kept? The server of `renkei-search serve`."""
