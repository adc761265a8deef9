"""Web or jobs with a planted mistake: started by torture in their place, to see it found.

The product knows nothing of it: `TORTURE_MUTANT` is read here alone.

    granian torture.planted:application
    python -m torture.planted procrastinate worker
"""

from __future__ import annotations

import os
from contextlib import ExitStack

from config.manage import main
from config.wsgi import application
from torture.mutants import plant

__all__ = ["MUTANT", "application"]
MUTANT = "TORTURE_MUTANT"

_planted = ExitStack()
_planted.enter_context(plant(os.environ[MUTANT], loosened=True))

if __name__ == "__main__":
    main()
