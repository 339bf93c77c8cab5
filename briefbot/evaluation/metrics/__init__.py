"""Results of cases -> figures with intervals."""
