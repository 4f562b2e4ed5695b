"""Answers that somebody gathers: asked aloud, at a door, or written on paper and typed afterwards.

A round is one occasion of gathering (« Centre social, mars »), with its channel. Whoever asks aloud
goes through the screens that residents have, on sheets that the round's channel marks. Paper is
printed by the round: each copy bears its number, and a code to tear off that is derived from the
round and the number as the code of a receipt is, so that the person follows their words as soon as
their sheet is typed. Nothing says who answered; of who helped, the round's name and, where a member
of the team typed or asked, their account.
"""
