"""Exports of press databases, told by their content whatever they are called -> one article a document."""

from __future__ import annotations

from briefbot.readers.exports.recognise import articles_of_lines, articles_of_page, articles_of_tree
from briefbot.readers.exports.uni import is_mark

__all__ = ["articles_of_lines", "articles_of_page", "articles_of_tree", "is_mark"]
