"""Questionnaires in XLSForm (xlsform.org), the workbooks of KoboToolbox and ODK: read, and written.

What one side cannot express is never dropped in silence: each is a `Loss`, with its place.
"""
