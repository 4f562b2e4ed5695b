"""Ballot boxes: the papers, those who sign, two people who type, an editor who closes.

A box is opened when the vote is over; each paper is numbered as it comes out, so that two people can
speak of one without knowing whose it was. Who types second does not see what the first one read.
"""
