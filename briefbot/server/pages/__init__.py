"""The desk as pages: rendered here, readable without a script."""
