"""Paper and workbooks."""
