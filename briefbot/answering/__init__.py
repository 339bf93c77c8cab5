"""A question and its passages -> an answer, every sentence of it proven."""
