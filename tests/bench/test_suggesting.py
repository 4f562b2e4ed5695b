"""How long a suggestion takes; `pytest tests/bench -n 0 -s` prints the figures."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from consult.enjeux.suggester import encoder
from consult.enjeux.suggester.features import read
from consult.enjeux.suggester.model import FRENCH, shipped_model
from consult.enjeux.suggester.rank import rank, suggest
from consult.enjeux.suggester.training import shipped_documents
from tests.bench.towns import milliseconds

TEXTS = 200
# What the person who sorts words must not wait for.
TWENTY_MILLISECONDS = 20


def test_a_suggestion_costs_little_more_than_reading_the_text() -> None:
    every = iter([each.text for each in shipped_documents() if each.lang == FRENCH])
    model = shipped_model()
    words = model.alone()

    def of_a_text(act: Callable[[str], object]) -> float:
        """Of texts that were not read before: nothing is found in a cache."""
        return milliseconds(lambda: [act(each) for each in islice(every, TEXTS)]) / TEXTS

    reading = of_a_text(read)
    ranked = of_a_text(lambda text: rank(text, words))
    suggested = of_a_text(lambda text: suggest(text, words, {}))
    whole = of_a_text(lambda text: suggest(text, model, {}))
    print(
        f"\na text: read {reading:.2f} ms, ranked {ranked:.2f}, with the words that weighed "
        f"{suggested:.2f}; with the encoder {whole:.2f} ({encoder.is_installed()=})"
    )
    assert suggested < 40 * reading
    assert suggested < TWENTY_MILLISECONDS
