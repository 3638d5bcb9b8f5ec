"""What the catalogue says of a model: its parameters, where their ranges come from, and why.

The parts of a draft are made by the files of the families; `adaptation` compares two drafts.
"""

from collections.abc import Callable
from dataclasses import dataclass

from models.catalogue.facts import Facts
from models.dataset import Modality, Task
from models.space import MISSING, Configuration, Parameter, SearchSpace, Value


@dataclass(frozen=True, slots=True)
class Tuned:
    """A parameter that is searched.

    Attributes:
        parameter: Its name is that of the argument of the constructor, which takes every value of
            it; its default is the library's, or the nearest that the dataset allows.
        source: Where the range comes from.
        why: How the range follows from the dataset; empty if it does not.
    """

    parameter: Parameter
    source: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class RuledOut:
    """A parameter that stays as the library has it, because no other value is of use.

    Attributes:
        name: Its name.
        why: Why so, on this dataset.
    """

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What is searched on a dataset.

    Attributes:
        parts: Every parameter, searched or ruled out.
        forbidden: Combinations that the library rejects.
    """

    parts: tuple[Tuned | RuledOut, ...]
    forbidden: tuple[Configuration, ...] = ()

    @property
    def tuned(self) -> tuple[Tuned, ...]:
        """What is searched."""
        return tuple(each for each in self.parts if isinstance(each, Tuned))

    @property
    def space(self) -> SearchSpace:
        """The search space."""
        return SearchSpace(tuple(each.parameter for each in self.tuned), forbidden=self.forbidden)


@dataclass(frozen=True, slots=True)
class Model:
    """A model of the catalogue.

    Attributes:
        name: `<library>.<class>`.
        requires: The library and the versions whose arguments these are; empty without a library.
        tasks: What it can learn.
        modality: What it learns from.
        summary: One sentence.
        draft: What is searched on a dataset of which these facts are known.
        documentation: Where the library describes it; empty without a library.
    """

    name: str
    requires: str
    tasks: tuple[Task, ...]
    modality: Modality
    summary: str
    draft: Callable[[Facts], Draft]
    documentation: str = ""

    @property
    def library(self) -> str:
        """The first part of its name."""
        return self.name.partition(".")[0]

    @property
    def defaults(self) -> dict[str, Value]:
        """What the library uses when nobody chooses, for every parameter that may be searched."""
        parameters = self.draft(Facts()).space.parameters
        return {each.name: each.default for each in parameters if each.default is not MISSING}
