"""The machinery of paper: pages, flow, grids, charts, fonts."""
