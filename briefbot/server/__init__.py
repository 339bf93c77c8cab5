"""The desk in a browser and for programs: one model, many callers."""
