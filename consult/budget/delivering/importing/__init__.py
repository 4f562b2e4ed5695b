"""Past winners from a spreadsheet: what each column holds, read, checked whole, written in chunks."""
