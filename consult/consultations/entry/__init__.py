"""Who may answer a consultation: anyone, who holds a card, who has an e-mail address, the team.

A card or an address leads to one sheet by construction: the sheet's address is derived from it by HMAC,
so that it is found again from another phone, and a second answer has nowhere to go. Nothing that is
stored says who answered: no row joins a card or an address to a sheet, cards have no mark of use, and
addresses are not kept at all.

What remains possible. Whoever holds a card, its maker too, sees whether it was used, and reads answers
begun with it until they are sent; the receipt is shown to the browser that sent them and to no other.
Downloading the cards again leaves a line in the journal. Who has both the site's keys and its database
can try a card or an address that they know already, and see which sheet comes from it. A person with
several mailboxes has several answers.
"""
