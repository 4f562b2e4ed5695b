"""Answers gathered with another tool come in as the sheets of a consultation.

A file is surveyed (`surveying`: its columns, and what stands in them), a mapping is proposed
(`proposing`) or read (`mapping`), each row is understood (`understanding`), and all of them are written
in one batch, or none (`importing`): a row once for ever, going on after an interruption.
"""
