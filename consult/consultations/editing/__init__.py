"""The team writes consultations on the site: what they say of themselves, and their questionnaires.

A questionnaire is read, checked, copied and put back as `QuestionEntry`, the very form of the import
files: whatever way a question comes in, it obeys the same rules.
"""
