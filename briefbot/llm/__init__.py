"""A prompt and its variables -> text under a grammar, or a probability of yes."""
