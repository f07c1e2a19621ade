"""Lists, single records and the home page of 师承备案, out of a store, as frozen values."""
