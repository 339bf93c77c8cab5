"""A name of a model -> files with the digests of its publisher, fetched, verified and found again."""

from __future__ import annotations

from briefbot.weights.folder import FileState, file_state
from briefbot.weights.pull import pull
from briefbot.weights.registry import MODELS, HubSource, Model, PackageSource, WeightFile, find_model
from briefbot.weights.store import ResolvedModel, ensure, model_path, remove_model, resolve_language, verify

__all__ = [
    "FileState",
    "HubSource",
    "MODELS",
    "Model",
    "PackageSource",
    "ResolvedModel",
    "WeightFile",
    "ensure",
    "file_state",
    "find_model",
    "model_path",
    "pull",
    "remove_model",
    "resolve_language",
    "verify",
]
