"""Forms, transcripts, notices and the archive packet on paper."""
