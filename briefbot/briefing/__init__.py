"""A day or a span of articles to a briefing, every sentence of it proven."""
