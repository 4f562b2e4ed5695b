"""Ways in that not everyone has: cards handed out, links sent by mail.

What is common to the consultations that ask for one and to the votes. A card or an address leads to one
holder by construction (an HMAC with the site's receipt key); codes and addresses are stored nowhere.
"""
