"""Settings from defaults, a TOML file, `BRIEFBOT_*` environment variables and flags, in rising order.

Validation only: nothing here opens a file other than the settings file, builds a part or downloads.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from briefbot.digests import digest, folder_digest
from briefbot.errors import SettingsError
from briefbot.targets import Smtp, Target, is_web_address, parse_quiet

IRRELEVANT = {
    "home",
    "models",
    "model_sources",
    "local_models",
    "threads",
    "corpus",
    "contact",
    "smtp",
    "targets",
    "quiet",
    "chroma",
    "chroma_token",
    "chroma_tenant",
    "chroma_database",
    "generator",
    "generator_token",
    "interest",
}
SECRET = {"smtp", "targets", "chroma_token", "generator_token"}  # whose values are never shown
SourceName = Literal["local", "hub", "packages"]


def settings_file() -> Path:
    """The settings file: `BRIEFBOT_CONFIG`, else `briefbot.toml` in the user's configuration folder."""
    given = os.environ.get("BRIEFBOT_CONFIG")
    return Path(given) if given else platformdirs.user_config_path("briefbot") / "briefbot.toml"


def cpu_count() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Settings(BaseSettings):
    """Everything a user can choose; each field is `BRIEFBOT_<NAME>` in the environment."""

    model_config = SettingsConfigDict(env_prefix="BRIEFBOT_", env_nested_delimiter="__", extra="forbid", frozen=True)

    home: Path = Field(
        default_factory=lambda: platformdirs.user_data_path("briefbot"),
        description="Folder of the library, the vectors and the briefings.",
    )
    models: Path = Field(
        default_factory=lambda: platformdirs.user_cache_path("briefbot") / "models",
        description="Folder of the weights.",
    )
    model_sources: tuple[SourceName, ...] = Field(
        default=("local", "hub", "packages"), description="Where weights are looked for, in this order."
    )
    local_models: Path | None = Field(
        default=None, description="Folder with weights that were fetched by other means, searched by file name."
    )
    chroma: str | None = Field(
        default=None, description="Address of a Chroma server for the vectors; else they are files beside the library."
    )
    chroma_token: SecretStr | None = Field(default=None, description="Token that the Chroma server asks for.")
    chroma_tenant: str = Field(default="default_tenant", description="Tenant on the Chroma server.")
    chroma_database: str = Field(
        default="default_database", description="Database on the Chroma server, for this library alone."
    )
    model: str = Field(
        default="qwen2.5-coder-1.5b", description="Language model: a name of the registry or a GGUF file."
    )
    generator: str | None = Field(
        default=None, description="Address of a llama-server or of vLLM that has the model; else this machine runs it."
    )
    generator_token: SecretStr | None = Field(default=None, description="Token that the model server asks for.")
    embedder: str = Field(default="minilm-int8", description="Sentence embedding model of the registry.")
    prompt: str = Field(default="answer", description="Prompt that `ask` uses.")
    threads: int = Field(default_factory=cpu_count, ge=1, description="Threads for the models.")
    context: int = Field(default=4096, ge=1024, description="Tokens the language model can hold.")
    passages: int = Field(default=5, ge=1, le=20, description="Paragraphs handed to the language model.")
    passage_tokens: int = Field(default=330, ge=64, description="Tokens of passages handed to the language model.")
    enough_passages: float = Field(
        default=0.9,
        gt=0,
        le=1,
        description="To a question for one fact, no more passages are handed over once they answer this probably.",
    )
    quick_from: float = Field(
        default=0.7,
        ge=0,
        description="A sentence that answers a question for one fact this probably is shown at once, without the "
        "language model; above 1 it is always asked.",
    )
    short_passages: bool = Field(
        default=False, description="Hand over twice as many passages, of each only its most telling sentence."
    )
    answer_tokens: int = Field(default=160, ge=16, description="Tokens an answer may have.")
    chunk_characters: int = Field(default=900, ge=100, description="Longest chunk; longer paragraphs are split.")
    support_threshold: float = Field(
        default=0.35, ge=0, le=1, description="Least probability of support at which a sentence is shown."
    )
    entailment: Path | None = Field(
        default=None, description="Folder of an entailment cross-encoder in ONNX, asked about support too."
    )
    contact: str | None = Field(default=None, description="Address at which fetched sites can learn who fetches.")
    smtp: Smtp | None = Field(default=None, description="The server that takes mail.")
    targets: dict[str, Target] = Field(default_factory=dict, description="Where things are sent, by name.")
    quiet: str | None = Field(default=None, description="Hours in which nothing is sent, such as 22:00-06:30.")
    interest: Path | None = Field(
        default=None, description="File with the names, places and topics that briefings count more or less."
    )
    corpus: Path = Field(default=Path("corpus"), description="Folder ingested by `ask` when the library is empty.")

    @field_validator("chroma")
    @classmethod
    def _is_server(cls, value: str | None) -> str | None:
        return server_address(value) if value else None

    @field_validator("generator")
    @classmethod
    def _is_model_server(cls, value: str | None) -> str | None:
        return server_address(re.sub(r"/v1/?$", "", value)) if value else None

    @field_validator("quiet")
    @classmethod
    def _are_hours(cls, value: str | None) -> str | None:
        if value:
            parse_quiet(value)
        return value

    @field_validator("targets")
    @classmethod
    def _are_names(cls, value: dict[str, Target]) -> dict[str, Target]:
        wrong = [name for name in value if not re.fullmatch(r"[A-Za-z][\w-]*", name)]
        if wrong:
            raise ValueError(f"a target is named by a letter, then letters, digits, - and _; not {wrong[0]!r}")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags win over the environment, which wins over the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, settings_file())

    @property
    def decisive(self) -> dict[str, str | int | float | bool | None]:
        """The settings that can change an answer (folders, threads and sources cannot)."""
        return self.model_dump(mode="json", exclude=IRRELEVANT)

    @property
    def sha256(self) -> str:
        """Hash of the settings that can change an answer; an entailment model counts by its files, not their place."""
        weights = folder_digest(self.entailment) if self.entailment and self.entailment.is_dir() else None
        return digest(self.model_dump(mode="json", exclude={*IRRELEVANT, "entailment"}), weights)


def server_address(text: str) -> str:
    """The address of a server as host and port alone, without a slash at its end.

    Raises:
        ValueError: it is none.
    """
    parts = urlsplit(text) if is_web_address(text) else None
    if parts is None or parts.username or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError("write the address of a server as http://host:8000 or https://host")
    if parts.port == 0:  # urlsplit raises for others that are none
        raise ValueError("0 is no port")
    return text.rstrip("/")


def load_settings(**flags: Any) -> Settings:  # noqa: ANN401  (each flag has its field's type)
    """Settings with the flags that are not None laid over file and environment.

    Raises:
        SettingsError: a value that does not validate, named with where it can be changed.
    """
    try:
        return Settings(**{name: value for name, value in flags.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        value = "a value that cannot be used" if first["loc"][0] in SECRET else f"the value {first['input']!r}"
        raise SettingsError(
            f"Setting {name!r} has {value}: {first['msg']}. Change BRIEFBOT_{name.upper()} or {str(settings_file())!r}."
        ) from (None if first["loc"][0] in SECRET else error)
    except ValueError as error:  # a settings file that is not TOML
        raise SettingsError(f"Cannot read the settings file {str(settings_file())!r}: {error}.") from error
