"""Measurements on data: converters, retrieval and speed."""
