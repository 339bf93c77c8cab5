"""Evals: cases to scores, scores to a report, and a gate that fails when they fall."""
