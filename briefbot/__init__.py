"""briefbot: a news desk on your own machine, in which every sentence is proven by a source paragraph."""

from __future__ import annotations
