"""A questionnaire begun goes on without network, and is sent once when the network returns.

A service worker stands for the site while it cannot be reached. What it needs comes from two
addresses beside the sheet's screens: `ecrans`, every screen as the server makes it and the
conditions as data (`kit`), and `hors-ligne`, what the server has of the sheet (`state`) and where
all that waited is sent in one request (`replaying`). The scripts are in `consult/static/js/offline`.

What a phone keeps is named « question:KEY », « place » and « profile », and holds the fields of the
screen's form as a browser sends them: one form, one way to read it, with network or without.
"""
