"""What is counted, and the queries that count."""
