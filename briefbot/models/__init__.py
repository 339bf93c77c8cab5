"""Weights: what they are, where they come from, and how they are fetched, verified and found again."""

from briefbot.models.folder import FileState, file_state
from briefbot.models.pulling import pull
from briefbot.models.registry import MODELS, HubSource, Model, PackageSource, WeightFile, find
from briefbot.models.store import ResolvedModel, ensure, model_path, remove, resolve_language, verify

__all__ = [
    "MODELS",
    "FileState",
    "HubSource",
    "Model",
    "PackageSource",
    "ResolvedModel",
    "WeightFile",
    "ensure",
    "file_state",
    "find",
    "model_path",
    "pull",
    "remove",
    "resolve_language",
    "verify",
]
