"""Reading and embedding on the machines of a Ray cluster, for the one that writes the library."""

from __future__ import annotations

from briefbot.cluster.joining import Cluster, joined_cluster

__all__ = ["Cluster", "joined_cluster"]
