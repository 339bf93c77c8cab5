"""Prompts: one YAML file each, checked at load, hashed, and rendered into messages."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

import jinja2
import jinja2.meta
import yaml
from pydantic import Field, ValidationError

from briefbot.errors import PromptError
from briefbot.types import Frozen, PromptRef

_HERE = Path(__file__).parent.parent
# In a wheel the prompts are inside the package; in a checkout they are beside it.
PROMPTS_FOLDER = _HERE / "_prompts" if (_HERE / "_prompts").is_dir() else _HERE.parent / "prompts"
_ENVIRONMENT = jinja2.Environment(undefined=jinja2.StrictUndefined, keep_trailing_newline=False, autoescape=False)


class Example(Frozen):
    """One exchange shown to the model before the real one."""

    user: str
    assistant: str


class Rendered(Frozen):
    """A prompt with its variables filled in. Everything but `user` is the same on every call."""

    ref: PromptRef
    system: str
    examples: tuple[Example, ...]
    user: str


class Prompt(Frozen):
    """A prompt file."""

    name: str
    version: int = Field(ge=1)
    description: str
    variables: tuple[str, ...] = Field(description="Names that `user` uses, all of them and no other.")
    system: str
    user: str
    examples: tuple[Example, ...] = ()

    @property
    def sha256(self) -> str:
        """Hash of all that the model sees of the prompt."""
        return hashlib.sha256(self.model_dump_json(include={"system", "user", "examples"}).encode()).hexdigest()

    @property
    def ref(self) -> PromptRef:
        """What results record of the prompt."""
        return PromptRef(name=self.name, version=self.version, sha256=self.sha256)

    def render(self, **variables: str) -> Rendered:
        """The messages for these variables.

        Raises:
            PromptError: a variable is missing or unknown.
        """
        if set(variables) != set(self.variables):
            raise PromptError(
                f"Prompt {self.name!r} takes the variables {sorted(self.variables)}, not {sorted(variables)}."
            )
        user = _ENVIRONMENT.from_string(self.user).render(variables)
        return Rendered(ref=self.ref, system=self.system, examples=self.examples, user=user)


def load_prompt(name: str, folder: Path = PROMPTS_FOLDER) -> Prompt:
    """The prompt of a name, or of a YAML file's path.

    Raises:
        PromptError: no such file, unknown or missing keys, or variables that do not match the text.
    """
    path = Path(name) if name.endswith((".yaml", ".yml")) else folder / f"{name}.yaml"
    try:
        prompt, used = _parsed(path.read_text(encoding="utf-8"))
    except OSError as error:
        known = sorted(file.stem for file in folder.glob("*.yaml"))
        raise PromptError(f"No prompt {name!r} at {str(path)!r}. Known prompts: {', '.join(known)}.") from error
    except (yaml.YAMLError, ValidationError, jinja2.TemplateError) as error:
        raise PromptError(f"Prompt file {str(path)!r} does not load: {error}") from error
    if used != set(prompt.variables):
        raise PromptError(
            f"Prompt file {str(path)!r} declares the variables {sorted(prompt.variables)} but uses {sorted(used)}."
        )
    return prompt


@lru_cache(maxsize=32)
def _parsed(text: str) -> tuple[Prompt, frozenset[str]]:
    """The prompt of a file's text, and the variables that it uses; a server needs the same three for each question."""
    prompt = Prompt.model_validate(yaml.safe_load(text))
    return prompt, frozenset(jinja2.meta.find_undeclared_variables(_ENVIRONMENT.parse(prompt.user)))


class AnswerPrompts(Frozen):
    """The three prompts that an answer takes."""

    answer: Prompt
    judge: Prompt
    verdict: Prompt

    @classmethod
    def load(cls, answer: str) -> AnswerPrompts:
        """The prompt that writes, by name or path, with those that check."""
        return cls(answer=load_prompt(answer), judge=load_prompt("judge"), verdict=load_prompt("verdict"))
