"""Suggests enjeux and ambitions for a resident's words: a first, small and explainable classifier.

Build a model once from tagged words (those shipped, and those the town has tagged since), keep it
for the life of the process, and ask it as often as needed; nothing here touches the database.
"""

from consult.enjeux.suggester.model import OUTSIDE, Document, Model, build_model
from consult.enjeux.suggester.rank import CONFIDENT, Suggestion, suggest
from consult.enjeux.suggester.training import shipped_documents

__all__ = [
    "CONFIDENT",
    "OUTSIDE",
    "Document",
    "Model",
    "Suggestion",
    "build_model",
    "shipped_documents",
    "suggest",
]
