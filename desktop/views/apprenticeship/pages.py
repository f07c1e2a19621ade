"""The pages of 个体师承, in the order of the navigation."""

from __future__ import annotations

from desktop.pages import START, PageOf, Screen
from desktop.views.apprenticeship.figures.home import HomePage
from desktop.views.apprenticeship.figures.passes import PASSES
from desktop.views.apprenticeship.figures.teachers import TEACHERS
from desktop.views.apprenticeship.figures.years import YEARS
from desktop.views.apprenticeship.register.register import REGISTER
from desktop.views.apprenticeship.register.search import SEARCH
from desktop.views.apprenticeship.review.filings import DISSOLUTIONS, FILINGS
from desktop.views.apprenticeship.scores.batch import BATCH
from desktop.views.apprenticeship.scores.results import RESULTS
from desktop.views.apprenticeship.scores.scores import SCORES

PAGES: tuple[PageOf, ...] = (
    Screen(key="home", title="首页统计", icon="home", group=START, page=HomePage),
    FILINGS,
    DISSOLUTIONS,
    SEARCH,
    SCORES,
    BATCH,
    RESULTS,
    REGISTER,
    TEACHERS,
    YEARS,
    PASSES,
)
