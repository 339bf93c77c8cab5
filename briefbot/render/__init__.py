"""An answer or a briefing -> text for a terminal, Markdown, or one HTML page."""
