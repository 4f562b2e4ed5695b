"""Reminders, once each: to the team before an opening or a closing, to residents who asked for one.

`consult consultations remind` queues them; it is run every day.
"""
