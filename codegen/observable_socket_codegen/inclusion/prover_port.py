"""What the comparisons of arrays and objects need of the prover."""

from __future__ import annotations

from typing import Protocol

from observable_socket_codegen.inclusion.failures import Failure
from observable_socket_codegen.inclusion.normal import Normalizer
from observable_socket_codegen.inclusion.samples import Sampler
from observable_socket_codegen.inclusion.universe import Conj, Universe


class Port(Protocol):
    """The prover, as seen from within."""

    @property
    def universe(self) -> Universe:
        """The schemas."""
        ...

    @property
    def normalizer(self) -> Normalizer:
        """Their clauses."""
        ...

    @property
    def sampler(self) -> Sampler:
        """Their values."""
        ...

    @property
    def as_written(self) -> bool:
        """Whether members count only where somebody declared them."""
        ...

    def prove(self, first: Conj, second: Conj) -> list[Failure]:
        """Return why values of the first side may not fit the second one; nothing if all do."""
        ...
