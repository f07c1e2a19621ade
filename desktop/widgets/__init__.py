"""Small widgets that every screen shares; they paint and emit, nothing else."""
