"""Tables of a spreadsheet, read by the readers of the portfolio file: a row means what an item there means."""
