"""Mutants of a reference solution: each has one small mistake of a kind that students make.

Checks that notice nothing when the reference is changed would notice nothing in a student's file either.
Every operator is a function in a file of its own; `mutants_of` tries all of them on every place of a file.
"""

from __future__ import annotations

from grader.catalog.mutants.generate import OPERATORS, mutants_of
from grader.catalog.mutants.listed import Listed, listed_equivalents
from grader.catalog.mutants.models import Mutant

__all__ = ["OPERATORS", "Listed", "Mutant", "listed_equivalents", "mutants_of"]
