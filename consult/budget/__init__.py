"""Budget participatif: residents deposit ideas while a campaign is open."""
