"""Look-alikes at the moderators' desk: one line, one decision, one sorting for a whole group."""
