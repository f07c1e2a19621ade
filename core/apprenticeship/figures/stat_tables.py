"""The three statistics as neutral tables (D5-D7, C5-C7): figures and words in, a `StatTable` out.

Pure: nothing is read here. The page, the workbook, the paper and a frozen report are made from the same
table, so they say the same.
"""

from core.apprenticeship.figures.stat_passes import passes_table
from core.apprenticeship.figures.stat_teachers import teachers_table
from core.apprenticeship.figures.stat_years import years_table
from core.figures.stat_words import Heading, proof_line

__all__ = ["Heading", "passes_table", "proof_line", "teachers_table", "years_table"]
