"""Files of answers as other tools write them: invented rows, true columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gathering.conftest import town

SAMPLES = Path(__file__).parent / "samples"
assert town


@pytest.fixture
def sample() -> Path:
    return SAMPLES
