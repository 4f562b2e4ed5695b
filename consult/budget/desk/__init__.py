"""The team's side of a campaign: its list, and one page that leads to each part of the work."""
