"""Applications that offices review: what is filled in, its revisions, the stages it goes through."""
